import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type FileMetaData, parquetMetadata } from 'hyparquet';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EXPORT_PREFIX, type ExportedName, exportFolder } from '#src/batch/export-path.ts';
import { PARQUET } from '#src/export/parquet-format.ts';
import { type Column, TABLES, type Table } from '#src/export/table.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readSettings } from '../../lib/read-settings.ts';
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

/** What Athena reads a column of Parquet as (its engine 3: Trino's Hive connector). */
const READ_AS: Record<string, string> = {
  'BYTE_ARRAY UTF8': 'string',
  'INT64 ': 'bigint',
  'INT64 TIMESTAMP_MICROS': 'timestamp',
};

async function writtenBy(table: Table): Promise<FileMetaData> {
  const pieces: Uint8Array[] = [];
  const sink = { write: async (bytes: Uint8Array) => void pieces.push(bytes), end: async () => {} };
  const rows = PARQUET.open(table, sink);
  const cellFor = ({ type }: Column) => (type === 'text' ? 'x' : 1_767_225_600_000_000);
  await rows.write([Object.fromEntries(table.columns.map((column) => [column.name, cellFor(column)])), {}]);
  await rows.end();
  const file = Buffer.concat(pieces);
  return parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
}

it.each(Object.values(TABLES))(
  'finds $name as its files are: the names, types and order of their columns',
  async (table) => {
    const { schema, num_rows } = await writtenBy(table);
    expect(num_rows).toBe(2n);
    const [, ...leaves] = schema;
    const written = leaves.map(({ name, type, converted_type, repetition_type }) => ({
      Name: name,
      Type: READ_AS[`${type} ${converted_type ?? ''}`],
      isNullable: repetition_type === 'OPTIONAL',
    }));
    const { Columns } = definitionOf(table.name).StorageDescriptor;
    expect(written).toEqual(Columns.map((column: object) => ({ ...column, isNullable: true })));
  },
);

it.each(Object.values(TABLES))('looks for files of $name where they are written, by their date', ({ name }) => {
  const { Parameters, StorageDescriptor } = definitionOf(name);
  const createdAtMs = Date.UTC(2026, 10, 26, 23, 59);
  const owner = { batchId: '01K', createdAtMs, platform: 'J7', firmware: { from: null, to: '2' } };
  const key = `${EXPORT_PREFIX}${exportFolder(name as ExportedName, owner)}`;
  const template = textOf(Parameters['storage.location.template']);
  expect(template.startsWith(textOf(StorageDescriptor.Location))).toBe(true);
  const place = template.replace(/^s3:\/\/[^/]*\//, '').replace('$' + '{date}', '2026-11-26');
  expect(key.startsWith(place), `${key} below ${place}`).toBe(true);
  const [, first] = /^(\d{4}-\d{2}-\d{2}),NOW$/.exec(Parameters['projection.date.range']) ?? [];
  expect(Date.parse(first)).toBeLessThan(createdAtMs);
  expect(Parameters['projection.date.format']).toBe('yyyy-MM-dd');
  // A name that is both a partition and a column is an error in Athena.
  expect(TABLES[name as ExportedName].columns.some((column) => column.name === 'date')).toBe(false);
});

function definitionOf(name: string) {
  const definitions = Object.values(template.findResources('AWS::Glue::Table'));
  return definitions.find(({ Properties }) => Properties.TableInput.Name === name)?.Properties.TableInput;
}

/** Of `Fn::Join`, with BUCKET for what is known at deployment. */
function textOf(value: string | { 'Fn::Join': [string, unknown[]] }): string {
  if (typeof value === 'string') return value;
  return value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'BUCKET')).join('');
}

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
