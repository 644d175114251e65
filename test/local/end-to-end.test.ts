import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseEvents, type ServerEvent } from '#src/cli/event-source.ts';
import { type ServedArgus, serveArgus } from '#src/local/serve-argus.ts';
import { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { corpusFile } from '#test/support/corpus.ts';
import { DBC } from '#test/support/dbc.ts';
import { ownVocabularyText } from '#test/support/own-vocabulary.ts';

const LOGCAT = [
  '03-14 10:00:00.000  1000  1000 I update_engine: [INFO:update_attempter_android.cc(123)] Starting update',
  '03-14 10:00:01.000  1000  1000 I update_engine: [INFO:delta_performer.cc(200)] Applying payload',
  "03-14 10:00:05.100  1000  1000 E update_engine: [ERROR:download_action.cc(337)] Error ErrorCode::kDownloadMetadataSignatureMismatch (26) in DeltaPerformer's Write method when processing the received payload -- Terminating processing",
  '03-14 10:00:05.200  1000  1000 I update_engine: [INFO:update_attempter_android.cc(555)] Processing Done, ErrorCode::kDownloadMetadataSignatureMismatch',
  '',
].join('\n');
const CANDUMP = '(1710410400.000000) can0 7E0#021003\n(1710410400.010000) can0 7E8#065003003201F4\n';

const OWN = { name: 'acme.json', text: ownVocabularyText() };

let folder: string;
let argus: ServedArgus;
const errors: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argus-whole-'));
  writeFileSync(join(folder, 'engine.dbc'), DBC);
  writeFileSync(join(folder, 'databases.json'), '{"databases": [{"dbc": "engine.dbc", "platform": "J7"}]}');
  argus = await serveArgus({
    dataDir: join(folder, 'data'),
    databases: join(folder, 'databases.json'),
    port: 0,
    vocabularies: [OWN],
    onError: (error) => errors.push(error),
  });
});

afterAll(async () => {
  await argus.close();
  rmSync(folder, { recursive: true, force: true });
  expect(errors).toEqual([]);
});

interface Created {
  batchId: string;
  uploads: { url: string; method: string; headers: Record<string, string> }[];
}

async function createBatch(files: { name: string; body: Uint8Array | string }[], more: object = {}): Promise<Created> {
  const described = files.map(({ name, body }) => ({
    name,
    sizeBytes: Buffer.byteLength(body),
    sha256: createHash('sha256').update(body).digest('hex'),
  }));
  const response = await fetch(`${argus.url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vehicleId: 'V1', files: described, ...more }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as Created;
}

async function send({ uploads }: Created, at: number, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
  const { url, method, headers } = uploads[at];
  expect((await fetch(url, { method, headers, body })).status).toBe(200);
}

async function follow(batchId: string): Promise<ServerEvent[]> {
  const response = await fetch(`${argus.url}/batches/${batchId}/diagnosis`);
  return response.body ? Array.fromAsync(parseEvents(response.body)) : [];
}

const read = async (path: string) => (await fetch(argus.url + path)).json();
const statesOf = (events: readonly ServerEvent[]) =>
  events.filter(({ type }) => type === 'status').map(({ data }) => JSON.parse(data).state);

/** All that is kept of a batch, as text. */
const keptOf = (batchId: string): string =>
  readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && join(entry.parentPath, entry.name).includes(batchId))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');

describe('a batch on one machine', () => {
  it('has the signals that the databases of its platform name, and no other batch has', async () => {
    const body = '(1710410400.000000) can0 100#0A00D8FF9C000000\n';
    const batches: string[] = [];
    for (const platform of ['J7', 'J8']) {
      const created = await createBatch([{ name: 'can.log', body }], { platform });
      await send(created, 0, body);
      await follow(created.batchId);
      batches.push(created.batchId);
    }
    expect(batches.map((batchId) => keptOf(batchId).includes('Engine.Speed'))).toEqual([true, false]);
  });

  it('becomes a report while its viewers watch', async () => {
    const dlt = corpusFile('dlt/covesa_testfile.dlt');
    const files = [
      { name: 'ivi.log', body: LOGCAT },
      { name: 'can.log', body: CANDUMP },
      ...(dlt ? [{ name: 'gateway.dlt', body: new Uint8Array(readFileSync(dlt)) }] : []),
    ];
    const created = await createBatch(files, { claimedOutcome: 'success' });
    const following = follow(created.batchId);
    for (const [at, { body }] of files.entries()) await send(created, at, body);
    const events = await following;
    expect(statesOf(events)).toEqual(['parsing', 'aggregating', 'diagnosing', 'completed']);
    expect(JSON.parse(events.at(-1)?.data ?? '')).toMatchObject({ state: 'completed' });
    const ids = events.flatMap(({ id }) => (id === null ? [] : [Number(id)]));
    expect(ids).toEqual(ids.map((_, at) => at + 1));

    const report = z.parse(Report, await read(`/batches/${created.batchId}/report`));
    expect(report.totals).toMatchObject({ files: files.length, parsed: files.length, failed: 0 });
    expect(report).toMatchObject({ finding: 'fault', headline: expect.stringContaining('signature') });
    const quotes = report.evidence.flatMap(({ quote }) => quote ?? []);
    expect(quotes.map(({ verified }) => verified)).toEqual(quotes.map(() => true));
    expect(quotes.map(({ text }) => text).join('\n')).toContain('kDownloadMetadataSignatureMismatch');
    expect(await read(`/batches/${created.batchId}`)).toMatchObject({
      state: 'completed',
      counts: { files: files.length, uploaded: files.length, parsed: files.length, failed: 0 },
      stages: [{ name: 'uploading' }, { name: 'parsing' }, { name: 'aggregating' }, { name: 'diagnosing' }],
    });
  });

  it('ends as partial with a file that cannot be read, and names it', async () => {
    const created = await createBatch([
      { name: 'ivi.log', body: LOGCAT },
      { name: 'empty.log', body: '' },
    ]);
    const following = follow(created.batchId);
    await send(created, 0, LOGCAT);
    await send(created, 1, '');
    expect(statesOf(await following).at(-1)).toBe('partial');
    const { files } = z.parse(Report, await read(`/batches/${created.batchId}/report`));
    expect(files.find(({ name }) => name === 'empty.log')).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/\S/),
    });
  });

  it('is read with the vocabularies that the server was given', async () => {
    const line = '2026-05-13T10:00:09Z gw acme: unlock of brake refused, reason 7\n';
    const batchId = await sentBatch('gw.log', line);
    await follow(batchId);
    const report = z.parse(Report, await read(`/batches/${batchId}/report`));
    expect(report.evidence).toContainEqual(expect.objectContaining({ code: 'LOCK 7', facts: { part: 'brake' } }));
  });

  it('goes on without its last file when it is told to', async () => {
    const created = await createBatch([
      { name: 'ivi.log', body: LOGCAT },
      { name: 'never.log', body: 'never sent' },
    ]);
    await send(created, 0, LOGCAT);
    await untilUploaded(created.batchId, 1);
    const started = await fetch(`${argus.url}/batches/${created.batchId}/start`, { method: 'POST' });
    expect(started.status).toBe(202);
    expect(statesOf(await follow(created.batchId)).at(-1)).toBe('partial');
    const report = z.parse(Report, await read(`/batches/${created.batchId}/report`));
    expect(report.files.find(({ name }) => name === 'never.log')?.message).toContain('had not arrived');
  });

  it('is read by the command line: uploaded, watched again, printed', async () => {
    const logs = join(folder, 'ivi.log');
    writeFileSync(logs, LOGCAT.replaceAll('03-14', '03-15'));
    const endpoint = ['--endpoint', argus.url];
    const sent = await runLine(['upload', logs, '--vehicle', 'V2', ...endpoint]);
    expect(sent.code).toBe(0);
    expect(sent.stderr).toContain('● completed');
    const batchId = /Batch (\w{26})/.exec(sent.stderr)?.[1] ?? '';
    const again = await runLine(['watch', batchId, ...endpoint]);
    expect([again.code, again.stdout]).toEqual([0, sent.stdout]);
    const json = await runLine(['report', batchId, '--format', 'json', ...endpoint]);
    expect(z.parse(Report, JSON.parse(json.stdout)).batch.vehicleId).toBe('V2');
    const markdown = await runLine(['report', batchId, '--format', 'md', ...endpoint]);
    expect(markdown.stdout).toMatch(/^# /);
  });
});

describe('argus diagnose', () => {
  it('has its records found by words and shown where they stand', async () => {
    const batchId = await sentBatch('ivi.log', LOGCAT);
    await follow(batchId);
    const endpoint = ['--endpoint', argus.url];
    const found = await runLine(['search', batchId, '--text', 'payload', '--level', 'error', ...endpoint]);
    expect([found.code, found.stdout.split('\n').length]).toEqual([0, 2]);
    const [, place] = /^ {2}(0:\d+) /.exec(found.stdout) ?? [];
    const shown = await runLine(['show', batchId, '--at', place, '--around', '1', ...endpoint]);
    const marks = shown.stdout.split('\n').map((line) => line.slice(0, 2));
    expect(marks).toEqual(['  ', '> ', '  ', '']);
    writeFileSync(join(folder, 'ivi.log'), LOGCAT);
    const own = await runLine(['show', 'ivi.log', '--at', place.slice(2), '--around', '1'], { cwd: folder });
    expect(own.stdout.replace(/^(..)\S+ \S+/gm, '$1')).toBe(shown.stdout.replace(/^(..)\S+ \S+/gm, '$1'));
    const evidence = await runLine(['show', batchId, '--at', 'E1', '--json', ...endpoint]);
    expect(evidence.stdout).toContain('kDownloadMetadataSignatureMismatch');
  });

  it('knows in the next batch what was taught by the one before, until that is taken back', async () => {
    const log = (second: number) =>
      `2026-05-13T10:00:0${second}Z gw valved: precondition of side B refused by coolant valve: error 17\n`;
    const uploaded = async (second: number) => {
      const batchId = await sentBatch('gw.log', log(second));
      await follow(batchId);
      return batchId;
    };
    const titleOf = async (batchId: string) =>
      z.parse(Report, await read(`/batches/${batchId}/report`)).hypotheses[0]?.title;
    const first = await uploaded(1);
    const endpoint = ['--endpoint', argus.url, '--by', 'Ada'];
    const scope = ['--platform', 'any', '--firmware', 'any'];
    const cause = 'The coolant valve is stuck';
    const refused = await runLine(['teach', first, '--cause', cause, '--evidence', '0:0', ...endpoint]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('The platform of this batch is unknown'),
    ]);
    const taught = await runLine(['teach', first, '--cause', cause, '--evidence', '0:0', ...scope, ...endpoint]);
    expect([taught.code, taught.stdout]).toEqual([0, expect.stringContaining(`The cause: ${cause}`)]);
    const second = await uploaded(2);
    expect(await titleOf(second)).toBe(cause);
    expect(await read(`/batches/${second}/similar`)).toMatchObject({
      similar: [{ batchId: first, resolution: { cause } }],
    });
    for (const format of ['md', 'text']) {
      const { stdout } = await runLine(['report', second, '--format', format, ...endpoint.slice(0, 2)]);
      expect(stdout.replace(/\s+/g, ' ')).toContain(`${first}: ${cause} (an engineer said so)`);
    }
    expect((await runLine(['lessons', ...endpoint])).stdout).toContain(`${first}  v1  The cause: ${cause}`);
    const similar = await runLine(['similar', first, ...endpoint.slice(0, 2)]);
    expect([similar.code, similar.stdout]).toEqual([0, expect.stringContaining('Both show: precondition of side')]);
    await runLine(['lessons', 'disable', first, '--why', 'It was another one', ...endpoint]);
    expect((await runLine(['lessons', 'show', first, ...endpoint])).stdout).toContain('disabled by Ada');
    expect(await titleOf(await uploaded(3))).not.toBe(cause);
  });

  it('finds in its own process what the pipeline finds', async () => {
    writeFileSync(join(folder, 'same.log'), LOGCAT);
    const { code, stdout } = await runLine(['diagnose', 'same.log', '--json'], { cwd: folder });
    expect(code).toBe(0);
    const report = z.parse(Report, JSON.parse(stdout));
    const events = await follow(await sentBatch('same.log', LOGCAT));
    const { headline, verdict } = JSON.parse(events.find(({ type }) => type === 'report')?.data ?? '{}');
    expect(report).toMatchObject({ finding: 'fault', verdict, headline, totals: { files: 1, parsed: 1 } });
  });

  // Four megabytes per file: 4 s on an idle machine, and as long as its neighbours make it on a busy one.
  it('reads many files in worker threads with the same result', { timeout: 120_000 }, async () => {
    const many = join(folder, 'many');

    mkdirSync(many, { recursive: true });
    for (let n = 0; n < 4; n++) writeFileSync(join(many, `${n}.log`), LOGCAT.repeat(18_000));
    writeFileSync(
      join(many, '0.log'),
      `${LOGCAT.repeat(18_000)}03-14 10:00:06.000  1  1 I acme: unlock of brake refused, reason 7\n`,
    );
    mkdirSync(join(folder, 'words'), { recursive: true });
    writeFileSync(join(folder, 'words', OWN.name), OWN.text);
    const { stdout } = await runLine(['diagnose', 'many', '--json', '--vocabulary', 'words'], { cwd: folder });
    const report = z.parse(Report, JSON.parse(stdout));
    expect(report.totals).toMatchObject({ files: 4, records: 4 * 18_000 * 4 + 1 });
    expect(report.evidence).toContainEqual(expect.objectContaining({ code: 'LOCK 7' }));
  });
});

async function sentBatch(name: string, body: string): Promise<string> {
  const created = await createBatch([{ name, body }]);
  await send(created, 0, body);
  return created.batchId;
}

async function untilUploaded(batchId: string, count: number): Promise<void> {
  for (;;) {
    const { counts } = (await read(`/batches/${batchId}`)) as { counts: { uploaded: number } };
    if (counts.uploaded >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
