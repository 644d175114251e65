import { describe, expect, it } from 'vitest';
import { rememberGood, settleBaseline } from '#src/batch/baselines.ts';
import type { Batch } from '#src/batch/batch.ts';
import type { Baseline } from '#src/diagnosis/baseline/baseline.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import { logInput } from '#test/support/log-report.ts';
import { memoryObjectStore } from '#test/support/memory-object-store.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';

const line = (second: number, text: string): string =>
  `May 13 08:00:${String(second % 60).padStart(2, '0')} gwc ${text}`;
const CHATTER = 'weatherd[3]: cannot reach the weather service: connection refused';
const CAUSE = 'valved[7]: side B refused by the coolant valve: stuck at 17';
const pulse = Array.from({ length: 60 }, (_, i) => line(i, `tempd[9]: coolant is at ${60 + (i % 7)} degrees`));
const GOOD = [...pulse, line(5, CHATTER)];
const BAD = [...pulse, line(5, CHATTER), line(20, CAUSE), line(21, 'camupd[41]: update failed')];

const batchOf = (n: number, more: Partial<Batch> = {}) => newBatch({ batchId: batchIdOf(n), ...more }) as Batch;
const went = (finding: Report['finding'], verdict: Report['verdict'] = 'CONFIRMED') => ({ finding, verdict }) as Report;

async function storeAfter(count: number, more: Partial<Batch> = {}, report = went('no-fault')) {
  const store = memoryObjectStore();
  const { evidence } = await logInput(GOOD);
  for (let n = 0; n < count; n++) await rememberGood(store, batchOf(n, more), { evidence, report });
  return store;
}

async function diagnosed(baseline: Baseline | undefined, good?: readonly string[]): Promise<Report> {
  const input = await logInput(BAD, good && { good });
  return diagnose({ ...input, ...(baseline && { baseline }) });
}

const shownIn = ({ contrast }: Report) => contrast?.decoys.map(({ template }) => template).join('\n') ?? '';

describe('a baseline', () => {
  it('is made of batches that went well, and tells what is everyday from what only this one has', async () => {
    const baseline = await settleBaseline(await storeAfter(4), batchOf(99));
    expect(baseline).toMatchObject({ kind: 'platform-firmware', batches: 4, firmware: '4.2.0', platform: 'J7' });
    const [without, compared] = [await diagnosed(undefined), await diagnosed(baseline)];
    expect(without.verdict).toBe('INCONCLUSIVE');
    expect(compared.verdict).toBe('LIKELY');
    expect(compared.hypotheses[0].title).toContain('coolant valve');
    expect(shownIn(compared)).toContain('weather service');
  });

  it('says in the report what was compared with, or that there is none', async () => {
    const text = '4 batches of platform J7 that went well with firmware 4.2.0 (244 records)';
    const report = await diagnosed(await settleBaseline(await storeAfter(4), batchOf(99)));
    expect(report.baseline).toEqual({ kind: 'platform-firmware', text: `Baseline: ${text}.` });
    expect(report.contrast?.against).toBe(`Compared with ${text}.`);
    const input = await logInput(BAD);
    const sent = await diagnose({ ...input, context: { ...input.context, batchId: 'B1' } });
    expect(sent.baseline.text).toBe('No baseline: too few batches of this platform and firmware went well.');
    const local = await diagnosed(undefined);
    expect(local.baseline).toEqual({
      kind: 'none',
      text: 'No baseline: logs of a vehicle that was well can be named with --compare.',
    });
  });

  it('is of the firmware before where none went well with the new one', async () => {
    const store = await storeAfter(3, { firmware: { from: '4.0.0', to: '4.1.0' } });
    expect(await settleBaseline(store, batchOf(99))).toMatchObject({ kind: 'previous-firmware', firmware: '4.1.0' });
  });

  it.each([
    ['two batches', 2, {}, {}],
    ['another platform', 4, { platform: 'K3' }, {}],
    ['other firmware', 4, { firmware: { from: '1.0', to: '1.1' } }, {}],
    ['an unknown platform', 4, {}, { platform: null }],
    ['unknown firmware', 4, {}, { firmware: null }],
  ])('is none from %s', async (_, count, kept, asked) => {
    expect(await settleBaseline(await storeAfter(count, kept), batchOf(99, asked))).toBeUndefined();
  });

  it('takes no batch that failed, of which too little is known, or twice', async () => {
    for (const report of [went('fault'), went('unknown'), went('no-fault', 'INCONCLUSIVE')])
      expect(await settleBaseline(await storeAfter(4, {}, report), batchOf(99))).toBeUndefined();
    const store = await storeAfter(2);
    const { evidence } = await logInput(GOOD);
    await rememberGood(store, batchOf(1), { evidence, report: went('no-fault') });
    expect(await settleBaseline(store, batchOf(99))).toBeUndefined();
    const partial = { ...evidence, failed: [{}] } as unknown as BatchEvidence;
    await rememberGood(store, batchOf(2), { evidence: partial, report: went('no-fault') });
    expect(await settleBaseline(store, batchOf(98))).toBeUndefined();
  });

  it('keeps fifty batches and names neither batch nor vehicle', async () => {
    const store = await storeAfter(60);
    const keys = await Array.fromAsync(store.list('work/baselines/'), ({ key }) => key);
    expect(keys).toHaveLength(50);
    expect(keys.join('\n')).not.toMatch(/01TEST|J7|4\.2\.0/);
    expect((await settleBaseline(store, batchOf(99)))?.batches).toBe(50);
    const text = new TextDecoder().decode(await store.readAll(keys[0]));
    expect(text).not.toMatch(/weather|coolant|vehicle/);
  });

  it('is settled when a batch is diagnosed first, whatever goes well later', async () => {
    const store = await storeAfter(3);
    const first = await settleBaseline(store, batchOf(99));
    const { evidence } = await logInput(BAD);
    for (let n = 10; n < 20; n++) await rememberGood(store, batchOf(n), { evidence, report: went('no-fault') });
    expect(await settleBaseline(store, batchOf(99))).toEqual(first);
    expect(await settleBaseline(store, batchOf(98))).toMatchObject({ batches: 13 });
  });

  it('gives way to good logs that the user names', async () => {
    const baseline = await settleBaseline(await storeAfter(4), batchOf(99));
    const report = await diagnosed(baseline, pulse);
    expect(report.baseline.kind).toBe('none');
    expect(report.contrast?.against).toContain('1 good log');
  });
});
