import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CSV = 'title,dtc,cause,action,platform\nCoolant valve stuck,P1A2B-13,The valve is stuck.,Replace the valve.,J7\n';

function folderWith(text = CSV): string {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'faults.csv'), text);
  return cwd;
}

/** Meaning by letters: texts with the same letters are alike. */
async function startEmbeddings(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const { input } = JSON.parse((await Array.fromAsync(request)).join('')) as { input: string[] };
    asked.push(...input);
    const data = input.map((text, index) => ({
      index,
      embedding: Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => text.toLowerCase().split(letter).length - 1),
    }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: data.reverse() }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1#letters`, asked };
}

describe('argus kb', () => {
  it('adds files once, lists them, and finds what holds for a vehicle', async () => {
    const cwd = folderWith();
    const added = await runLine(['kb', 'add', 'faults.csv'], { cwd });
    expect([added.code, added.stdout]).toEqual([
      0,
      expect.stringMatching(/^1 entries read; the folder holds 1, version [0-9a-f]{16}\.\n$/),
    ]);
    await runLine(['kb', 'add', 'faults.csv'], { cwd });
    expect((await runLine(['kb', 'list'], { cwd })).stdout.split('\n')).toHaveLength(2);
    const found = await runLine(['kb', 'search', 'valve', '--platform', 'J7'], { cwd });
    expect([found.code, found.stdout]).toEqual([
      0,
      expect.stringContaining('Coolant valve stuck [P1A2B-13] (words 1)'),
    ]);
    const other = await runLine(['kb', 'search', 'valve', '--platform', 'K3'], { cwd });
    expect([other.code, other.stdout]).toEqual([1, '']);
    expect(other.stderr).toContain('Turned away: Coolant valve stuck. It holds for platform J7 only.');
  });

  it('lets a diagnosis name the cause of a code that only the user knows', async () => {
    const cwd = folderWith();
    await runLine(['kb', 'add', 'faults.csv', '--knowledge', 'own'], { cwd });
    mkdirSync(join(cwd, 'logs'));
    const log = '2026-03-01T06:00:00Z gwc diag[1]: DTC P1A2B-13 status 0x2F stored\n';
    writeFileSync(join(cwd, 'logs', 'gwc.log'), log);
    const titlesFor = async (...more: string[]) => {
      const { stdout } = await runLine(['diagnose', 'logs', '--json', ...more], { cwd });
      return (JSON.parse(stdout) as Report).hypotheses.map(({ title }) => title);
    };
    const own = ['--knowledge', 'own'];
    expect(await titlesFor('--platform', 'J7', ...own)).toContain('Code P1A2B-13: Coolant valve stuck');
    for (const more of [['--platform', 'K3', ...own], own, ['--platform', 'J7']])
      expect((await titlesFor(...more)).join()).not.toContain('Coolant valve');
  });

  it('finds by meaning too, with the model that made the vectors', async () => {
    const { asked, url } = await startEmbeddings();
    const cwd = folderWith('title,text\nabba,baab\nzyx,xyz\n');
    expect((await runLine(['kb', 'add', 'faults.csv', '--embeddings', url], { cwd })).code).toBe(0);
    expect(asked).toHaveLength(2);
    const found = await runLine(['kb', 'search', 'bbaa', '--embeddings', url], { cwd });
    expect(found.stdout.split('\n')[0]).toBe('abba [] (meaning 1)');
    const files = readdirSync(join(cwd, '.argus', 'knowledge')).map((name) => name.replace(/[0-9a-f]{16}/, 'VERSION'));
    expect(files.sort()).toEqual(['current.json', 'rows-VERSION.json', 'vectors-VERSION.bin']);
    const other = await runLine(['kb', 'search', 'x', '--embeddings', `${url}2`], { cwd });
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('The vectors in')]);
    const gone = await runLine(['kb', 'search', 'x', '--embeddings', 'http://127.0.0.1:9/v1#letters'], { cwd });
    expect([gone.code, gone.stderr]).toEqual([
      1,
      expect.stringContaining('The embeddings endpoint cannot be reached.'),
    ]);
  });

  it.each([
    [['add'], 2, 'Which files?'],
    [['add', 'none.csv'], 1, 'There is no file "none.csv".'],
    [['add', 'faults.csv', '--columns', 'name=x'], 2, '--columns takes FIELD=COLUMN'],
    [['add', 'faults.csv', '--columns', 'title=Nothing'], 1, 'there is no column "Nothing"'],
    [['search'], 2, 'What is to be found?'],
    [['forget'], 2, 'What is to be done'],
    [['constructor'], 2, 'What is to be done'],
    [['add', 'faults.csv', '--embeddings', 'ftp://x'], 2, '--embeddings is wrong'],
  ])('refuses %j with a sentence', async (argv, code, sentence) => {
    const answer = await runLine(['kb', ...argv], { cwd: folderWith() });
    expect([answer.code, answer.stderr]).toEqual([code, expect.stringContaining(sentence)]);
  });

  it('says that a folder holds nothing, or is damaged', async () => {
    const cwd = folderWith();
    expect((await runLine(['diagnose', 'faults.csv', '--knowledge', 'none'], { cwd })).stderr).toContain(
      'There is no knowledge in',
    );
    await runLine(['kb', 'add', 'faults.csv', '--knowledge', 'own'], { cwd });
    writeFileSync(join(cwd, 'own', 'current.json'), '{');
    expect((await runLine(['kb', 'list', '--knowledge', 'own'], { cwd })).stderr).toContain(
      'is damaged: add its files again.',
    );
  });
});
