import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TABLES } from '#src/export/table.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/settings.ts';
import { ArgusStack } from '../../lib/stack.ts';
import { handlerNames } from './handler-names.ts';
import { permissionLedger } from './permission-ledger.ts';

const codeFolder = mkdtempSync(join(tmpdir(), 'argus-code-'));
let template: Template;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  for (const handler of handlerNames()) {
    mkdirSync(join(codeFolder, handler));
    writeFileSync(join(codeFolder, handler, 'index.mjs'), '');
  }
  template = templateOf({ 'argus:exportTables': true });
});
afterAll(() => rmSync(codeFolder, { recursive: true }));

const templateOf = (context: Record<string, unknown>): Template =>
  Template.fromStack(
    new ArgusStack(new App({ context: { ...cdkJson.context, 'argus:codeFolder': codeFolder } }), 'argus-test', {
      settings: readSettings((key) => context[key]),
    }),
  );

it('is not there unless it is asked for', () => {
  const { Resources } = templateOf({}).toJSON() as { Resources: Record<string, { Type: string }> };
  expect(Object.keys(Resources).filter((id) => id.startsWith('TableExport'))).toEqual([]);
});

it('tells Athena of each table what is written: the columns, in order, and a partition per date', () => {
  template.resourceCountIs('AWS::Glue::Table', Object.keys(TABLES).length);
  for (const { columns, name } of Object.values(TABLES)) {
    const types = { text: 'string', integer: 'bigint', time: 'timestamp' };
    template.hasResourceProperties('AWS::Glue::Table', {
      DatabaseName: 'argus_test',
      TableInput: Match.objectLike({
        Name: name,
        PartitionKeys: [{ Name: 'date', Type: 'string' }],
        StorageDescriptor: Match.objectLike({
          Columns: columns.map((column) => ({ Name: column.name, Type: types[column.type] })),
        }),
        Parameters: Match.objectLike({ 'projection.enabled': 'true', 'projection.date.type': 'date' }),
      }),
    });
  }
  const locations = JSON.stringify(template.findResources('AWS::Glue::Table'));
  expect(locations).toContain(`/work/export/records/date=\${date}/`);
});

it('writes tables after an execution that succeeded, and may do nothing else', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } },
  });
  const own = permissionLedger(template).filter((line) => line.startsWith('<TableExportExportBatch'));
  const actions = own.map((line) => line.split(' | ').slice(1).join(' '));
  const writes = actions.filter(
    (line) => /Put|Write|Delete|Update|Start|Create|glue/.test(line) && !/^(logs|xray):/.test(line),
  );
  expect(writes.map((line) => line.replace(/<[^>]+>/, '<>'))).toEqual(['s3:PutObject <>/work/export/*']);
});
