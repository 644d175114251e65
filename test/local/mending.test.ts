import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { examineFolder } from '#src/local/examine-folder.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import { Fleet } from '#test/soak/fleet.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** Each test runs a batch through processes and threads: a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000 });

/** Runs Argus on a folder for as long as `act` takes; what it found and mended at its start comes back. */
async function withArgus(dataDir: string, act: (url: string) => Promise<unknown>): Promise<string[]> {
  const mended: string[] = [];
  const errors: unknown[] = [];
  const argus = await serveArgus({
    dataDir,
    port: 0,
    onError: (error) => errors.push(error),
    onMended: (sentence) => mended.push(sentence),
  });
  await act(argus.url).finally(() => argus.close());
  expect(errors).toEqual([]);
  return mended;
}

/** In it two batches have ended; the fleet knows their reports byte for byte. */
const original = mkdtempSync(join(tmpdir(), 'argus-worked-in-'));
const fleet = new Fleet();
for (const files of [2, 3]) fleet.add(files);
beforeAll(async () => {
  expect(await withArgus(original, (url) => fleet.work(url))).toEqual([]);
}, 60_000);
afterAll(() => rmSync(original, { recursive: true }));

/** A folder in which two batches have ended. */
function workedIn(): string {
  const folder = temporaryFolder();
  cpSync(original, folder, { recursive: true });
  return folder;
}

const cut = (path: string, share: number) => truncateSync(path, Math.floor(readFileSync(path).length * share));
const batchesOf = (folder: string) => readdirSync(join(folder, 'objects', 'work'));

/** What a user, a full disk or a drive that lies about its cache may leave. */
const DAMAGES: [string, (folder: string) => void, RegExp][] = [
  ['an empty database', (folder) => truncateSync(join(folder, 'argus.db'), 0), /argus\.db is empty/],
  ['a missing database', (folder) => rmSync(join(folder, 'argus.db')), /argus\.db is missing/],
  ['a database cut at its half', (folder) => cut(join(folder, 'argus.db'), 0.5), /argus\.db is damaged/],
  ['a database cut in its first page', (folder) => truncateSync(join(folder, 'argus.db'), 300), /argus\.db is damaged/],
  [
    'a database that is something else',
    (folder) => writeFileSync(join(folder, 'argus.db'), 'a text, and by far not a database'),
    /argus\.db is damaged/,
  ],
  [
    'a database with a page of zeros',
    (folder) => {
      const path = join(folder, 'argus.db');
      const bytes = readFileSync(path);
      bytes.fill(0, 4_096, 8_192);
      writeFileSync(path, bytes);
    },
    /argus\.db is damaged/,
  ],
  [
    'a report that is gone',
    (folder) => rmSync(join(folder, 'objects', 'work', batchesOf(folder)[0], 'report.json')),
    /has lost its report or what led to it: it is diagnosed again/,
  ],
  [
    'events with a hole',
    (folder) => {
      const database = new DatabaseSync(join(folder, 'argus.db'));
      database.exec('DELETE FROM event WHERE seq = 2');
      database.close();
    },
    /has lost its report or what led to it/,
  ],
  [
    'an execution that ended without its batch',
    (folder) => {
      const database = new DatabaseSync(join(folder, 'argus.db'));
      database.exec(`UPDATE batch SET state = 'diagnosing'; DELETE FROM event WHERE type = 'done'`);
      database.close();
    },
    /ended without a result: it is started again/,
  ],
];

test('everything that Argus writes is for its owner only', () => {
  const modes = readdirSync(original, { recursive: true, withFileTypes: true }).map(
    (entry) =>
      `${entry.isDirectory() ? 'folder' : 'file'} ${(statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8)}`,
  );
  expect([...new Set(modes)].sort()).toEqual(['file 600', 'folder 700']);
});

test.each(DAMAGES)('%s is named and mended, and no batch is gone', async (_, damage, sentence) => {
  const folder = workedIn();
  damage(folder);
  const findings = await Array.fromAsync(examineFolder({ dataDir: folder, repair: true, nowMs: 0 }));
  expect(findings.map((finding) => finding.sentence).join('\n')).toMatch(sentence);
  expect(findings.filter(({ isMended }) => !isMended)).toEqual([]);
  const database = new DatabaseSync(join(folder, 'argus.db'));
  expect(database.prepare('SELECT id FROM batch').all()).toHaveLength(2);
  database.close();
  expect(await Array.fromAsync(examineFolder({ dataDir: folder, repair: false, nowMs: 0 }))).toEqual([]);
});

describe('a start', () => {
  test.each([DAMAGES[2], DAMAGES[5], DAMAGES[6]])(
    'on %s mends it, says so, and every report is the same',
    async (_, damage, sentence) => {
      const folder = workedIn();
      damage(folder);
      const mended = await withArgus(folder, async (url) => {
        await fleet.work(url);
        await fleet.checkList(url);
      });
      expect(mended.join('\n')).toMatch(sentence);
    },
  );

  test('a database that was lost while its new one was made takes the new one', async () => {
    const folder = workedIn();
    const path = join(folder, 'argus.db');
    writeFileSync(`${path}.new`, readFileSync(path));
    writeFileSync(`${path}-wal`, 'the log of another database');
    rmSync(path);
    await withArgus(folder, (url) => fleet.work(url));
    expect(existsSync(`${path}.new`)).toBe(false);
  });

  test('work that was cut goes on from what is left of it', async () => {
    const folder = workedIn();
    const [batch] = batchesOf(folder);
    const work = join(folder, 'objects', 'work', batch);
    for (const name of ['plan.json', 'units/0.jsonl', 'evidence.json', 'report.json']) cut(join(work, name), 0.6);
    const database = new DatabaseSync(join(folder, 'argus.db'));
    database.exec("UPDATE batch SET state = 'parsing'; UPDATE execution SET status = 'running'");
    database.close();
    await withArgus(folder, (url) => fleet.work(url));
  });
});

describe('argus doctor', () => {
  const doctor = (folder: string, ...more: string[]) => runLine(['doctor', '--data', folder, '--port', '0', ...more]);

  test('finds nothing wrong with a folder in which everything is right', async () => {
    const folder = workedIn();
    expect(await doctor(folder)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^(fine: .+\n){4}Nothing is wrong\.\n$/),
    });
  });

  test('says what is damaged without touching it, and mends it when it is told to', async () => {
    const folder = workedIn();
    cut(join(folder, 'argus.db'), 0.5);
    const before = readFileSync(join(folder, 'argus.db'));
    const looked = await doctor(folder);
    expect([looked.code, looked.stdout]).toEqual([
      1,
      expect.stringMatching(
        /\nwrong: The database is damaged\.\n1 thing wrong\. "argus doctor --repair" mends what can be mended\.\n$/,
      ),
    ]);
    expect(readFileSync(join(folder, 'argus.db')).equals(before)).toBe(true);
    const mended = await doctor(folder, '--repair');
    expect([mended.code, mended.stdout]).toEqual([0, expect.stringMatching(/^mended: The database .* was made anew/m)]);
    expect(readdirSync(folder).some((name) => name.startsWith('argus.db.damaged-'))).toBe(true);
    await withArgus(folder, (url) => fleet.work(url));
    expect((await doctor(folder)).code).toBe(0);
  });

  test('asks again for an upload whose bytes changed, and names one that it can no longer ask for', async () => {
    const folder = workedIn();
    const [batch] = batchesOf(folder);
    const file = join(folder, 'objects', 'raw', batch, '00000');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x20, 10, 20));
    const ended = await doctor(folder, '--repair');
    expect([ended.code, ended.stdout]).toEqual([
      1,
      expect.stringContaining(`File 0 of batch ${batch} is not what was uploaded any more`),
    ]);
    const database = new DatabaseSync(join(folder, 'argus.db'));
    database.exec("UPDATE batch SET state = 'uploading'; DELETE FROM event");
    database.close();
    const open = await doctor(folder, '--repair');
    expect([open.code, open.stdout]).toEqual([0, expect.stringContaining('it is asked for again')]);
    expect(existsSync(file)).toBe(false);
  });

  test('leaves a folder alone in which Argus runs, and says so of one that is not there', async () => {
    const folder = temporaryFolder();
    await withArgus(folder, async () => {
      const { code, stderr } = await doctor(folder);
      expect([code, stderr]).toEqual([1, expect.stringContaining('is in use by process')]);
    });
    const { code, stderr } = await doctor(join(folder, 'none'));
    expect([code, stderr]).toEqual([1, `argus: There is no folder ${join(folder, 'none')}.\n`]);
  });
});
