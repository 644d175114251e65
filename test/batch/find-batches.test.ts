import { describe, expect, it } from 'vitest';
import type { NewBatch } from '#src/batch/batch.ts';
import { type BatchFilter, findBatches } from '#src/batch/find-batches.ts';
import { BatchInput, BrokenExecution, UnitInput, UploadNotices } from '#src/batch/stage-input.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';

/** Batch n was created at millisecond n. */
async function bench(
  batches: Partial<NewBatch>[],
  verdicts: Record<number, { verdict?: string; cause?: string }> = {},
) {
  const table = memoryBatchTable();
  for (const [i, fields] of batches.entries()) {
    const batchId = batchIdOf(i + 1);
    await table.create(newBatch({ batchId, createdAtMs: i + 1, ...fields }));
    const told = verdicts[i + 1];
    if (told) await table.change(batchId, { from: ['uploading'], to: 'failed', atMs: 1, ...told });
  }
  const limits: number[] = [];
  const { list } = table;
  table.list = (query) => {
    limits.push(query.limit);
    return list(query);
  };
  return { table, limits };
}
const ids = (batches: readonly { batchId: string }[]): number[] =>
  batches.map(({ batchId }) => Number(batchId.replace(/^01TEST0*/, '')));

describe('batches are found', () => {
  const some = [
    {},
    { vehicleId: 'v2' },
    { platform: 'K3' },
    { firmware: { from: '4.0.0', to: '4.1.0' } },
    { firmware: null },
    { platform: 'K3', vehicleId: 'v2' },
  ];
  const told = { 2: { verdict: 'LIKELY', cause: 'no-space' }, 5: { verdict: 'CONFIRMED', cause: 'crash' } };

  it.each<[filter: BatchFilter, found: number[]]>([
    [{}, [6, 5, 4, 3, 2, 1]],
    [{ vehicleId: 'v2' }, [6, 2]],
    [{ state: 'failed' }, [5, 2]],
    [{ verdict: 'LIKELY' }, [2]],
    [{ cause: 'crash' }, [5]],
    [{ platform: 'K3' }, [6, 3]],
    [{ platform: 'K3', vehicleId: 'v2' }, [6]],
    [{ firmware: '4.1.0' }, [6, 4, 3, 2, 1]],
    [{ firmware: '4.0.0' }, [4]],
    [{ fromMs: 3 }, [6, 5, 4, 3]],
    [{ toMs: 3 }, [3, 2, 1]],
    [{ toMs: 3.9 }, [3, 2, 1]],
    [{ fromMs: 2, toMs: 4 }, [4, 3, 2]],
    [{ verdict: 'NONE' }, []],
  ])('%j, the newest first', async (filter, found) => {
    const { table } = await bench(some, told);
    const page = await findBatches(table, filter, { limit: 10 });
    expect(ids(page.batches)).toEqual(found);
    expect(page.cursor).toBeNull();
  });

  it('page by page, each once, and the last page says so', async () => {
    const { table } = await bench(some, told);
    for (const filter of [{}, { platform: 'J7' }]) {
      const all: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page: Awaited<ReturnType<typeof findBatches>> = await findBatches(table, filter, {
          limit: 2,
          ...(cursor && { cursor }),
        });
        expect(page.batches.length).toBeGreaterThan(0);
        all.push(...ids(page.batches));
        cursor = page.cursor;
      } while (cursor !== null);
      expect(all).toEqual(filter.platform ? [5, 4, 2, 1] : [6, 5, 4, 3, 2, 1]);
    }
  });

  it('with the limit of the table where its index answers, else a hundred at once', async () => {
    const { table, limits } = await bench(some);
    await findBatches(table, { state: 'uploading', vehicleId: 'v2' }, { limit: 3 });
    await findBatches(table, { platform: 'K3' }, { limit: 3 });
    await findBatches(table, { verdict: undefined }, { limit: 3 });
    expect(limits).toEqual([3, 100, 3]);
  });

  it('among a thousand for one answer: what is beyond, the next page looks at', async () => {
    const { table, limits } = await bench([{ platform: 'K3' }, ...Array.from({ length: 1_000 }, () => ({}))]);
    const page = await findBatches(table, { platform: 'K3' }, { limit: 3 });
    expect([page.batches, limits.length]).toEqual([[], 10]);
    const next = await findBatches(table, { platform: 'K3' }, { limit: 3, cursor: page.cursor as string });
    expect(ids(next.batches)).toEqual([1]);
    expect(next.cursor).toBeNull();
  });
});

describe('what a stage is handed', () => {
  const batchId = batchIdOf(7);

  it.each([
    [{ batchId }, { batchId, redrives: 0 }],
    [
      { batchId, execution: {} },
      { batchId, redrives: 0 },
    ],
    [
      { batchId, execution: { RedriveCount: 2 } },
      { batchId, redrives: 2 },
    ],
  ])('is a batch, and how often it was taken up: %j', (given, input) => {
    expect(BatchInput.parse(given)).toEqual(input);
  });

  it.each([[{}], [{ batchId: 'x' }], [{ batchId, execution: { RedriveCount: -1 } }], [{ batchId: `${batchId}Z` }]])(
    'is nothing else: %j',
    (given) => {
      expect(BatchInput.safeParse(given).success).toBe(false);
    },
  );

  it('is a unit of a batch', () => {
    expect(UnitInput.parse({ batchId, unit: 0 })).toEqual({ batchId, unit: 0 });
    for (const unit of [-1, 1.5, '0']) expect(UnitInput.safeParse({ batchId, unit }).success, `${unit}`).toBe(false);
  });

  it.each([
    [
      { error: 'TypeError', redriveCount: 3 },
      { error: 'TypeError', redrives: 3 },
    ],
    [{ error: null }, { error: 'TIMED_OUT', redrives: 0 }],
    [{}, { error: 'TIMED_OUT', redrives: 0 }],
  ])('is an execution that broke: %j', (detail, broken) => {
    const event = { source: 'aws.states', detail: { name: batchId, status: 'TIMED_OUT', ...detail } };
    expect(BrokenExecution.parse(event)).toEqual({ batchId, ...broken });
    expect(BrokenExecution.safeParse({ ...event, source: 'aws.s3' }).success).toBe(false);
  });

  const created = (key: string) => ({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key } } });
  it('is uploads: as events, or as messages of a queue, and a text that is none is no upload', () => {
    expect(UploadNotices.parse([created('a')])).toEqual([{ key: 'a', messageId: null }]);
    const message = (messageId: string, body: unknown) => ({
      messageId,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const Records = [
      message('m1', created('a')),
      message('m2', '{'),
      message('m3', { ...created('b'), source: 'x' }),
      message('m4', { ...created('b'), 'detail-type': 'Object Deleted' }),
    ];
    expect(UploadNotices.parse({ Records })).toEqual([{ key: 'a', messageId: 'm1' }]);
    expect(UploadNotices.safeParse({}).success).toBe(false);
  });
});
