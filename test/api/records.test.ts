import { describe, expect, it } from 'vitest';
import { rawKey, reportKey } from '#src/batch/keys.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { type ApiUnderTest, apiUnderTest, createRequest } from '#test/support/api.ts';

const LINES = Array.from(
  { length: 100 },
  (_, n) =>
    `2026-03-01T06:00:${String(n % 60).padStart(2, '0')}Z gwc ota[1]: ${n % 25 === 7 ? 'error: valve' : 'step'} ${n} taken`,
);
const TEXT = `${LINES.join('\n')}\n`;
const offsetOf = (n: number): number => LINES.slice(0, n).reduce((sum, line) => sum + line.length + 1, 0);

async function parsedBatch(): Promise<{ api: ApiUnderTest; ask(query: Record<string, string>): Promise<Answer> }> {
  const api = apiUnderTest();
  const files = ['gwc.log', 'ivi.log'].map((name) => ({ name, sizeBytes: TEXT.length }));
  const { batchId } = (await api.call(createRequest(files))).body;
  for (const file of [0, 1]) await api.store.write(rawKey(batchId, file), new TextEncoder().encode(TEXT));
  const pointer = { file: 1, member: null, offset: offsetOf(32), length: 1, sha256: '', digest: '' };
  await writeJson(api.store, reportKey(batchId), {
    evidence: [
      { id: 'E1', quote: null },
      { id: 'E3', quote: { pointer } },
    ],
  });
  return { api, ask: async (query) => api.call({ path: `/batches/${batchId}/records`, query }) };
}

type Answer = Awaited<ReturnType<ApiUnderTest['call']>>;
const numbers = ({ body }: Answer) => body.records.map(({ text }: { text: string }) => Number(/\d+/.exec(text)?.[0]));

describe('GET /batches/{batchId}/records', () => {
  it('shows the records around a line of the report, and which it is', async () => {
    const { ask } = await parsedBatch();
    const answer = await ask({ at: 'E3', around: '2' });
    expect(numbers(answer)).toEqual([30, 31, 32, 33, 34]);
    expect(answer.body).toMatchObject({ here: 2, isCut: false });
    expect(answer.body.records[2]).toMatchObject({
      file: 1,
      member: null,
      offset: offsetOf(32),
      ecu: 'gwc',
      app: 'ota',
    });
    expect(answer.body.records[2].time).toBe('2026-03-01T06:00:32.000Z');
  });

  it('shows the records around a place of a file', async () => {
    const { ask } = await parsedBatch();
    expect(numbers(await ask({ at: `0:${offsetOf(1)}`, around: '3' }))).toEqual([0, 1, 2, 3, 4]);
    // Inside a record: the next one stands there.
    expect((await ask({ at: `0:${offsetOf(1) + 1}`, around: '0' })).body).toMatchObject({ here: null });
  });

  it('finds records by words, level, time and file, and says when there are more', async () => {
    const { ask } = await parsedBatch();
    expect(numbers(await ask({ text: 'VALVE taken', file: '0' }))).toEqual([7, 32, 57, 82]);
    expect(
      numbers(await ask({ text: 'valve', from: '2026-03-01T06:00:30Z', to: '2026-03-01T07:01:00+01:00' })),
    ).toEqual([32, 57, 32, 57]);
    expect((await ask({ ecu: 'gwc', limit: '3' })).body).toMatchObject({ isCut: true, records: { length: 3 } });
    expect((await ask({ text: 'nothing like it' })).body).toMatchObject({
      records: [],
      here: null,
      isCut: false,
      next: null,
      previous: null,
    });
  });

  it.each([
    [{ at: 'E1' }, 'at'],
    [{ at: 'E9' }, 'at'],
    [{ at: '2:0' }, 'at'],
    [{ at: '../x' }, 'at'],
    [{ around: '5000' }, 'around'],
    [{ limit: '501' }, 'limit'],
    [{ from: 'yesterday' }, 'from'],
    [{ level: 'loud' }, 'level'],
    [{ path: '/etc/passwd' }, 'path'],
  ])('refuses %o', async (query, parameter) => {
    const { ask } = await parsedBatch();
    const { body, status } = await ask(query as Record<string, string>);
    expect([status, body.errors?.[0].parameter]).toEqual([400, parameter]);
  });
});
