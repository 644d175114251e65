import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryExport } from '#src/export/query-export.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import { type ScenarioName, simulate } from '#src/simulator/simulate.ts';
import { runLine } from '#test/support/command-line.ts';

const hasEngine = await import('@duckdb/node-api').then(
  () => true,
  () => false,
);
if (!hasEngine) console.warn('SKIPPED: DuckDB (@duckdb/node-api) is not installed, so no question in SQL was asked.');

let folder: string;
const errors: unknown[] = [];
const exported: Record<string, number> = {};

/** Two vehicles of two firmwares, and a log of lines that mean harm. */
const SESSIONS: [ScenarioName, string][] = [
  ['healthy-update', '4.1.0'],
  ['health-check-rollback', '4.2.0'],
];
const HOSTILE = ['=cmd|calc!A1', '+1', '-1', '@sum', 'a, "b"', '<script>alert(1)</script>', "'; drop table records;--"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argus-export-'));
  const argus = await serveArgus({ dataDir: join(folder, 'data'), port: 0, onError: (error) => errors.push(error) });
  for (const [n, [scenario, firmware]] of SESSIONS.entries()) {
    const logs = join(folder, 'logs', scenario);
    await simulate(scenario, { outDir: logs, seed: 1 });
    const facts = ['--vehicle', `V${n}`, '--platform', 'J7/x', '--to', firmware];
    await takeAway([await uploaded(argus.url, [logs, ...facts]), '--endpoint', argus.url], 'tables');
  }
  const hostile = join(folder, 'hostile.log');
  writeFileSync(hostile, HOSTILE.map((text, n) => `2026-03-01T06:00:0${n}Z gwc app[1]: ${text}\n`).join(''));
  const batch = await uploaded(argus.url, [hostile, '--vehicle', 'V9']);
  await takeAway([batch, '--endpoint', argus.url], 'tables');
  await takeAway([batch, '--endpoint', argus.url, '--format', 'csv', '--tables', 'records'], 'csv');
  await takeAway([hostile, '--vehicle', 'V9', '--format', 'ndjson', '--tables', 'batches,records'], 'ndjson');
  await argus.close();
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

async function uploaded(url: string, argv: string[]): Promise<string> {
  const { stdout } = await runLine(['upload', ...argv, '--no-follow', '--endpoint', url]);
  const batchId = stdout.trim();
  await (await fetch(`${url}/batches/${batchId}/diagnosis`)).text();
  return batchId;
}

async function takeAway(argv: string[], to: string): Promise<void> {
  const { code, stderr, stdout } = await runLine(['export', ...argv, '--to', join(folder, to)]);
  expect(code, stderr).toBe(0);
  for (const [, rows, table] of stdout.matchAll(/^(\d+) rows {2}(\w+)\//gm))
    exported[`${to} ${table}`] = (exported[`${to} ${table}`] ?? 0) + Number(rows);
}

const filesIn = (of: string) =>
  readdirSync(join(folder, of), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(parquet|csv|ndjson)$/.test(name),
  );
const ask = async (question: string, of = 'tables') => (await queryExport(join(folder, of), question)).rows;

describe('what is taken away', () => {
  it('stands under date, platform and firmware, and names no vehicle there', () => {
    const files = filesIn('tables');
    expect(files).toHaveLength(15);
    for (const file of files)
      expect(file).toMatch(
        /^\w+\/date=\d{4}-\d\d-\d\d\/platform=(J7%2Fx|__HIVE_DEFAULT_PARTITION__)\/firmware=[^/]+\/[0-9A-Z]{26}\/rows\.parquet$/,
      );
  });

  it('runs no formula in a spreadsheet, and breaks no cell', () => {
    const [file] = filesIn('csv');
    const text = readFileSync(join(folder, 'csv', file), 'utf8');
    const [head, ...rows] = text.split('\r\n');
    expect(head).toBe(
      'batch,platform,firmware,file,member,byte_offset,byte_length,time,ecu,app,context,level,text,template',
    );
    expect(rows).toHaveLength(HOSTILE.length + 1);
    for (const harmless of ["'=cmd|calc!A1", "'+1", "'-1", "'@sum"]) expect(text).toContain(`,${harmless},`);
    expect(text).toContain(',"a, ""b""",');
    expect(text).not.toMatch(/(^|,)[=+@]/m);
  });

  it('is refused with a sentence where format, table or place are wrong', async () => {
    const refused = async (...argv: string[]) => (await runLine(['export', 'x.log', ...argv])).stderr;
    expect(await refused()).toContain('Give a folder with --to.');
    expect(await refused('--to', folder, '--format', 'xls')).toContain(
      'There is no format "xls": take parquet, csv, ndjson.',
    );
    expect(await refused('--to', folder, '--tables', 'faults,cars')).toContain('There is no table "cars"');
  });
});

describe.skipIf(!hasEngine)('questions in SQL', () => {
  it('find every row that was written, and every record that the reports count', async () => {
    for (const table of ['batches', 'records', 'faults', 'templates', 'episodes']) {
      const [[count]] = await ask(`SELECT count(*) FROM ${table}`);
      expect(Number(count), table).toBe(exported[`tables ${table}`]);
    }
    const [[reported, records, patterns]] = await ask(
      'SELECT (SELECT sum(records) FROM batches), (SELECT count(*) FROM records), (SELECT sum(count) FROM templates)',
    );
    expect(Number(records)).toBeGreaterThan(1_000);
    expect([Number(reported), Number(patterns)]).toEqual([Number(records), Number(records)]);
  });

  const questions = readFileSync('docs/queries.md', 'utf8').matchAll(/^## (\d+\. .+)\n\n```sql\n([^`]+)```/gm);
  it.each([...questions].map(([, title, sql]) => [title, sql]))('%s', async (_, sql) => {
    expect((await ask(sql)).length).toBeGreaterThan(0);
  });

  it('are ten', () => {
    expect(readFileSync('docs/queries.md', 'utf8').match(/^```sql$/gm)).toHaveLength(10);
  });

  it('read the same lines from each format', async () => {
    const texts = (of: string) => ask('SELECT text FROM records WHERE platform IS NULL ORDER BY file, byte_offset', of);
    expect((await texts('tables')).flat()).toEqual(HOSTILE);
    expect((await texts('ndjson')).flat()).toEqual(HOSTILE);
    expect((await texts('csv')).flat()).toEqual(HOSTILE.map((text) => (/^[=+\-@]/.test(text) ? `'${text}` : text)));
    const times = (of: string) =>
      ask('SELECT min(time)::VARCHAR, max(time)::VARCHAR FROM records WHERE platform IS NULL', of);
    expect(await times('ndjson')).toEqual(await times('tables'));
    expect(await times('csv')).toEqual(await times('tables'));
  });

  it('are answered on the command line, and know the partitions', async () => {
    const question = 'SELECT DISTINCT platform, firmware FROM faults ORDER BY firmware';
    const { code, stdout } = await runLine(['sql', question, '--in', join(folder, 'tables'), '--json']);
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringContaining('"platform":"J7/x"')]);
    const shown = await runLine(['sql', 'SELECT vehicle FROM batches ORDER BY 1', '--in', join(folder, 'tables')]);
    expect(shown.stdout).toBe('vehicle\nV0\nV1\nV9\n');
  });

  it('read no other file, write none, and are refused with a sentence', async () => {
    const refused = async (question: string) =>
      (await runLine(['sql', question, '--in', join(folder, 'tables')])).stderr;
    expect(await refused("SELECT * FROM read_text('/etc/passwd')")).toMatch(/disabled|not allowed|Permission/i);
    expect(await refused("COPY (SELECT 1) TO '/tmp/argus-stolen.csv'")).toMatch(/disabled|not allowed|Permission/i);
    expect(await refused('SELECT nothing FROM records')).toContain('nothing');
    expect((await runLine(['sql', 'SELECT 1', '--in', join(folder, 'empty')])).stderr).toContain(
      'There is no exported table in',
    );
  });
});
