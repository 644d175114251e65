import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedArgus, serveArgus } from '#src/local/serve-argus.ts';

const at = (n: number): string =>
  `2026-03-01T06:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z`;
const gateway = Array.from({ length: 300 }, (_, n) =>
  n % 50 === 7 ? `${at(n)} gwc ota[1]: error: valve ${n} stuck` : `${at(n)} gwc ota[1]: step ${n} taken`,
);
const radio = Array.from({ length: 40 }, (_, n) => `${at(n + (n > 20 ? 200 : 0))} ivi radio[2]: volume ${n}`);
const FILES = [
  { name: 'gateway.log', body: `${gateway.join('\n')}\n` },
  { name: 'radio.log', body: `${radio.join('\n')}\n` },
];

let folder: string;
let argus: ServedArgus;
let bad: string;
let good: string;
const errors: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argus-evidence-'));
  argus = await serveArgus({ dataDir: join(folder, 'data'), port: 0, onError: (error) => errors.push(error) });
  good = await diagnosed([
    {
      name: 'g.log',
      body: `${gateway.filter((line) => !line.includes('valve')).join('\n')}\n2026-03-01T07:00:00Z gwc ota[1]: all well\n`,
    },
  ]);
  bad = await diagnosed(FILES, { platform: 'J7', firmware: { from: '1.0', to: '2.0' }, compareTo: good });
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

async function diagnosed(files: { name: string; body: string }[], more: object = {}): Promise<string> {
  const described = files.map(({ name, body }) => ({ name, sizeBytes: Buffer.byteLength(body) }));
  const response = await fetch(`${argus.url}/batches`, {
    method: 'POST',
    body: JSON.stringify({ vehicleId: 'V1', files: described, ...more }),
  });
  const { batchId, uploads } = (await response.json()) as Created;
  for (const [i, { url, method, headers }] of uploads.entries())
    await fetch(url, { method, headers, body: files[i].body });
  // The stream ends with the batch.
  await (await fetch(`${argus.url}/batches/${batchId}/diagnosis`)).text();
  return batchId;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
const ask = async (path: string): Promise<any> => (await fetch(argus.url + path)).json();
const page = (what: string, query: Record<string, string> = {}) =>
  ask(`/batches/${bad}/${what}?${new URLSearchParams(query)}`);
const numbers = ({ records }: { records: { text: string }[] }) =>
  records.map(({ text }) => Number(/\d+/.exec(text)?.[0]));

describe('records', () => {
  it('are read page by page in both directions, across files', async () => {
    const all: number[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < 20; pages++) {
      const answer = await page('records', { limit: '60', ...(cursor && { cursor }) });
      all.push(...numbers(answer));
      cursor = answer.next;
      if (cursor === null) break;
    }
    expect(all).toEqual([...gateway.keys(), ...radio.keys()]);
    const last = await page('records', {
      limit: '10',
      file: '1',
      cursor: (await page('records', { limit: '30', file: '1' })).next,
    });
    expect(numbers(last)).toEqual([30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    const back = await page('records', { limit: '35', cursor: last.previous });
    expect(numbers(back)).toEqual([295, 296, 297, 298, 299, ...Array.from({ length: 30 }, (_, n) => n)]);
    expect(numbers(await page('records', { limit: '3', cursor: back.previous }))).toEqual([292, 293, 294]);
  });

  it('go on from a place, by the filters that are asked for', async () => {
    const { records } = await page('records', { text: 'valve' });
    const around = await page('records', { at: `0:${records[3].offset}`, around: '2' });
    expect(numbers(around)).toEqual([155, 156, 157, 158, 159]);
    expect(numbers(await page('records', { cursor: around.next, text: 'valve' }))).toEqual([207, 257]);
    expect(numbers(await page('records', { cursor: around.previous, text: 'valve', limit: '2' }))).toEqual([57, 107]);
  });

  it('are read from the end, too', async () => {
    const { last } = await page('records', { limit: '1' });
    const end = await page('records', { limit: '3', cursor: last });
    expect(numbers(end)).toEqual([...radio.keys()].slice(-3));
    expect(end.next).toBeNull();
  });

  it('at a place show the bytes that are stored there', async () => {
    const { records } = await page('records', { text: 'valve', limit: '1' });
    const { bytes } = await page('records', { at: `0:${records[0].offset}`, around: '1' });
    const { offset, length } = records[0];
    expect(Buffer.from(bytes, 'hex').toString()).toBe(FILES[0].body.slice(offset, offset + length));
  });

  it('say which template they are of, and where their text stands', async () => {
    const [line] = (await page('records', { text: 'valve', limit: '1' })).records;
    const whole = FILES[0].body.slice(line.offset, line.offset + line.length);
    expect(whole).toBe(gateway[7]);
    expect(FILES[0].body.slice(line.body.offset, line.body.offset + line.body.length)).toBe(line.text);
    const only = await page('records', { template: line.template, limit: '50' });
    expect(numbers(only)).toEqual([7, 57, 107, 157, 207, 257]);
    const without = await page('records', { notTemplate: line.template, limit: '500' });
    expect(without.records).toHaveLength(334);
    expect(without.records.every(({ text }: { text: string }) => !text.includes('valve'))).toBe(true);
  });
});

describe('templates', () => {
  it('are told apart as new, shifted, the same and gone against the batch that is compared with', async () => {
    const { comparedWith, templates, total } = await page('templates');
    expect(comparedWith).toEqual({ batchId: good, records: 295 });
    const states = Object.fromEntries(
      templates.map(({ template, state }: { template: string; state: string }) => [template, state]),
    );
    expect(states).toMatchObject({
      'error: valve <num> stuck': 'new',
      'step <num> taken': 'same',
      'volume <num>': 'new',
      'all well': 'gone',
    });
    expect(total).toBe(templates.length);
    const fresh = await page('templates', { state: 'new', ecu: 'GWC' });
    expect(
      fresh.templates.map(({ count, before, failure }: { count: number; before: number; failure: number | null }) => [
        count,
        before,
        failure !== null,
      ]),
    ).toEqual([[6, 0, true]]);
  });

  it('carry the records of each over time, in at most 32 bins', async () => {
    const { templates } = await page('templates', { state: 'same' });
    for (const { count, spark } of templates) {
      expect(spark.counts.length).toBeLessThanOrEqual(32);
      expect(spark.counts.reduce((a: number, b: number) => a + b, 0)).toBe(count);
    }
  });

  it('are paged, and count with what is unmatched to all records', async () => {
    const { templates, records, unmatched, cursor } = await page('templates', { limit: '1', state: 'new' });
    expect([templates.length, records, unmatched]).toEqual([1, 340, 0]);
    expect((await page('templates', { limit: '9', state: 'new', cursor })).cursor).toBeNull();
  });
});

describe('counts', () => {
  it('add up to the records of any window, in at most so many bins', async () => {
    const whole = await page('counts', { bins: '10' });
    expect(whole).toMatchObject({ records: 340, outside: 0, untimed: 0 });
    expect(whole.binCount).toBeLessThanOrEqual(10);
    const summed = whole.lanes
      .flatMap(({ counts }: { counts: number[] }) => counts)
      .reduce((a: number, b: number) => a + b, 0);
    expect(summed).toBe(340);
    expect(
      whole.lanes.map(({ ecu, level, records }: { ecu: string; level: string; records: number }) => [
        ecu,
        level,
        records,
      ]),
    ).toContainEqual(['gwc', 'none', 300]);
    const minute = await page('counts', { from: at(60), to: at(120), ecu: 'gwc' });
    expect([minute.records, minute.outside]).toEqual([60, 240]);
  });
});

describe('faults, episodes and files', () => {
  it('say what the logs show, and of each file what was read', async () => {
    const { faults, total } = await page('faults');
    expect(total).toBe(faults.length);
    const episodes = await page('episodes');
    expect(episodes.clocks.map(({ ecu }: { ecu: string }) => ecu)).toEqual(['gwc', 'ivi']);
    expect(episodes.silences.map(({ ecu }: { ecu: string }) => ecu)).toEqual(['ivi']);
    const { files } = await page('files');
    expect(files[0]).toMatchObject({
      state: 'parsed',
      failures: [],
      streams: [{ records: 300, member: null, isTimeInferred: false }],
    });
  });
});

describe('the list of batches', () => {
  it('is filtered by platform, firmware, verdict, cause and time', async () => {
    const ids = async (query: Record<string, string>) =>
      (await ask(`/batches?${new URLSearchParams(query)}`)).batches.map(({ batchId }: { batchId: string }) => batchId);
    expect(await ids({ platform: 'J7' })).toEqual([bad]);
    expect(await ids({ firmware: '1.0' })).toEqual([bad]);
    expect(await ids({ firmware: '3.0' })).toEqual([]);
    const { cause, createdAt, headline, verdict } = await ask(`/batches/${bad}`);
    expect(headline).toEqual(expect.any(String));
    expect(await ids({ verdict, ...(cause && { cause }) })).toContain(bad);
    expect(await ids({ from: createdAt })).toEqual([bad]);
    expect(await ids({ to: createdAt, limit: '1' })).toEqual([bad]);
    expect(await ids({ to: '2026-01-01T00:00:00Z' })).toEqual([]);
  });
});

it.each([
  ['counts', { bins: '2001' }, 'bins'],
  ['faults', { cursor: '!' }, 'cursor'],
  ['faults', { cursor: 'x1' }, 'cursor'],
  ['records', { cursor: 'bm90IG9uZQ' }, 'cursor'],
  ['records', { template: 'v1:a;b' }, 'template'],
  ['templates', { compareTo: 'other' }, 'compareTo'],
  ['episodes', { vin: 'x' }, 'vin'],
])('%s refuse %o', async (what, query, parameter) => {
  const { errors: places, status, type } = await page(what, query as Record<string, string>);
  expect([status, type, places?.[0].parameter]).toEqual([400, '/problems/invalid-request', parameter]);
});

it('serves a client that is generated from its own description', async () => {
  const definition = (await ask('/openapi.json')) as Document;
  const client = await new OpenAPIClientAxios({ definition, withServer: { url: argus.url } }).init();
  const call = (name: string, parameters: Record<string, string>) =>
    client[name]?.(parameters) as Promise<{ data: unknown }>;
  expect((await call('readRecords', { batchId: bad, text: 'valve', limit: '2' })).data).toMatchObject({
    records: { length: 2 },
  });
  expect((await call('readTemplates', { batchId: bad, state: 'new' })).data).toMatchObject({ total: 2 });
  expect((await call('listBatches', { platform: 'J7' })).data).toMatchObject({ batches: [{ batchId: bad }] });
  await expect(call('readCounts', { batchId: '0'.repeat(26) })).rejects.toMatchObject({
    response: { status: 404, data: { type: '/problems/batch-not-found' } },
  });
});
