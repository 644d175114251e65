import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { JSON_SCHEMAS, type SchemaName, schemaText } from '#src/cli/json-schemas.ts';
import { canLog } from '#test/support/can-log.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const FOLDER = new URL('../../docs/schemas/', import.meta.url);
const NAMES = Object.keys(JSON_SCHEMAS) as SchemaName[];

describe('docs/schemas', () => {
  it.each(NAMES)('%s.json is what "argus schema --write docs/schemas" writes', (name) => {
    expect(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')).toBe(schemaText(name));
  });

  it('holds no other', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.json`).sort());
  });
});

describe('argus schema', () => {
  it('lists what there is, and prints one', async () => {
    expect((await runLine(['schema'])).stdout.trimEnd().split('\n')).toEqual(NAMES);
    expect((await runLine(['schema', 'doctor'])).stdout).toBe(schemaText('doctor'));
    expect((await runLine(['schema', 'docter'])).stderr).toContain('Did you mean "doctor"?');
  });
});

/** Nothing may be printed that the schema does not name: objects are checked as strict ones. */
function expectPrinted(name: SchemaName, stdout: string): void {
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).not.toBe('');
  for (const line of lines) {
    const value = JSON.parse(line);
    expect(z.parse(JSON_SCHEMAS[name] as z.ZodMiniType, value)).toEqual(value);
  }
}

describe('--json', () => {
  const FAULTS = 'title,codes,cause,platform\nValve stuck,P0A0F,The valve is stuck,J7\n';
  const lines: [SchemaName, string[]][] = [
    ['report', ['diagnose', 'can.log']],
    ['parsed-stream', ['parse', 'can.log']],
    ['record', ['show', 'can.log', '--at', '0']],
    ['doctor', ['doctor', '--port', '0']],
    ['knowledge-added', ['kb', 'add', 'faults.csv', '--knowledge', 'own']],
    ['simulation', ['simulate', 'healthy-update', '--out', 'session']],
    ['fault-kind', ['vocabulary', 'kinds']],
    ['cost', ['cost', '--files', '10', '--mb', '1']],
    ['version', ['version']],
  ];

  it.each(lines)('prints %s as its schema says', async (name, line) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'can.log'), canLog(20));
    writeFileSync(join(cwd, 'faults.csv'), FAULTS);
    expectPrinted(name, (await runLine([...line, '--json'], { cwd })).stdout);
  });

  it('prints records as their schema says', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'can.log'), canLog(20));
    expectPrinted('parsed-record', (await runLine(['parse', 'can.log', '--records'], { cwd })).stdout);
  });

  it('prints knowledge that was added, listed and found', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'faults.csv'), FAULTS);
    const kb = async (...line: string[]) =>
      (await runLine(['kb', ...line, '--knowledge', 'own', '--json'], { cwd })).stdout;
    await kb('add', 'faults.csv');
    expectPrinted('knowledge-entry', await kb('list'));
    expectPrinted('knowledge-found', await kb('search', 'valve', '--platform', 'J7'));
  });
});

describe('every command that prints results', () => {
  /** Scripts for a shell, tables with a format of their own, and what prints schemas. */
  const OTHERS = new Set(['export', 'completion', 'schema']);
  let commands: typeof import('#src/cli/commands.ts');
  beforeAll(async () => {
    commands = await import('#src/cli/commands.ts');
  });

  it('takes --json', async () => {
    for (const [name, { load }] of commands.COMMANDS) {
      if (!OTHERS.has(name)) expect(Object.keys((await load()).options), name).toContain('json');
    }
  });
});
