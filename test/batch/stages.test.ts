import { describe, expect, it } from 'vitest';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { enterState, requireBatch } from '#src/batch/enter-state.ts';
import { evidenceKey, rawKey, signsKey } from '#src/batch/keys.ts';
import { enterStage } from '#src/batch/reopen-batch.ts';
import { readSigns } from '#src/batch/similar-batches.ts';
import { BrokenExecution, EndedExecution } from '#src/batch/stage-input.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { DiagnoseInput } from '#src/diagnosis/investigation.ts';
import { signsOf } from '#src/diagnosis/similar/signs-of.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import { bytesOf, createBatch, memoryWorld, type World } from '#test/support/batch-world.ts';
import { logsInput } from '#test/support/log-report.ts';
import { newBatch } from '#test/support/new-batch.ts';

const IDS = ['01ARZ3NDEKTSV4RRFFQ69G5FA1', '01ARZ3NDEKTSV4RRFFQ69G5FA2', '01ARZ3NDEKTSV4RRFFQ69G5FA3'];

describe('a sweep', () => {
  it('counts what is open and what waits, how old the oldest is, and what it found', async () => {
    const world = memoryWorld();
    const createdAtMs = world.nowMs;
    await createBatch(world, ['a', 'b'], { batchId: IDS[0], createdAtMs: createdAtMs + 60_000 });
    await createBatch(world, ['c'], { batchId: IDS[1], createdAtMs });
    world.nowMs += 90_000;
    expect(await sweepBatches(world)).toEqual({ open: 2, queued: 0, oldestSeconds: 90, repaired: 0, faults: 0 });
    await world.store.write(rawKey(IDS[0], 0), bytesOf('a'));
    // Of no file of this batch.
    await world.store.write(rawKey(IDS[0], 7), bytesOf('x'));
    expect(await sweepBatches(world)).toMatchObject({ open: 2, repaired: 1 });
    expect(await sweepBatches(world)).toMatchObject({ repaired: 0 });
    expect((await world.table.readShards(IDS[0], 2)).flatMap(({ uploaded }) => [...uploaded])).toEqual([0]);
  });

  it('goes on behind a batch that it cannot look after', async () => {
    const world = memoryWorld();
    await createBatch(world, ['a'], { batchId: IDS[0] });
    await createBatch(world, ['b'], { batchId: IDS[1] });
    const store: World['store'] = {
      ...world.store,
      list: (prefix) => {
        if (prefix.includes(IDS[0])) throw new Error('no list');
        return world.store.list(prefix);
      },
    };
    world.nowMs = newBatch().deadlineMs + 1;
    expect(await sweepBatches({ ...world, store })).toMatchObject({ open: 2, faults: 1 });
    expect((await requireBatch(world.table, IDS[1])).state).toBe('expired');
    expect((await requireBatch(world.table, IDS[1])).message).toContain('None of the 1 files had arrived by');
  });

  it('starts an execution that never began, leaves one alone that runs, and ends the batch of one that ended', async () => {
    const world = memoryWorld();
    await createBatch(world, ['a'], { batchId: IDS[0] });
    await enterState(world, IDS[0], { to: 'parsing' });
    await sweepBatches(world);
    expect(world.workflow.executions.get(IDS[0])).toBe('running');
    await sweepBatches(world);
    expect((await requireBatch(world.table, IDS[0])).state).toBe('parsing');
    world.workflow.executions.set(IDS[0], 'failed');
    await sweepBatches(world);
    expect((await requireBatch(world.table, IDS[0])).state).toBe('failed');
  });
});

describe('a stage', () => {
  const failed = async () => {
    const world = memoryWorld();
    const batchId = await createBatch(world, ['a']);
    for (const to of ['parsing', 'aggregating', 'failed'] as const) await enterState(world, batchId, { to });
    return { world, batchId };
  };

  it('of an execution that was taken up since takes the failed batch up with it, as far as it had come', async () => {
    const { world, batchId } = await failed();
    const batch = await enterStage(world, { batchId, redrives: 1 }, { to: 'aggregating' });
    expect(batch).toMatchObject({ state: 'aggregating', redrives: 1 });
    const told = (await world.table.readEvents(batchId, 0, 100)).map(({ data, type }) => [type, data]);
    expect(told.at(-1)).toEqual(['status', expect.objectContaining({ state: 'aggregating' })]);
  });

  it('of the same execution leaves a failed batch failed', async () => {
    const { world, batchId } = await failed();
    for (const redrives of [undefined, 0])
      expect(
        await enterStage(world, { batchId, ...(redrives !== undefined && { redrives }) }, { to: 'diagnosing' }),
      ).toMatchObject({
        state: 'failed',
      });
    await enterStage(world, { batchId, redrives: 1 }, { to: 'aggregating' });
    await enterState(world, batchId, { to: 'failed' });
    expect((await enterStage(world, { batchId, redrives: 1 }, { to: 'diagnosing' })).state).toBe('failed');
  });

  it('is told by EventBridge of executions that ended, well or badly', () => {
    const detail = { name: IDS[0], status: 'TIMED_OUT' };
    expect(EndedExecution.parse({ source: 'aws.states', detail })).toEqual({ batchId: IDS[0] });
    expect(BrokenExecution.parse({ source: 'aws.states', detail })).toEqual({
      batchId: IDS[0],
      error: 'TIMED_OUT',
      redrives: 0,
    });
    expect(
      BrokenExecution.parse({ source: 'aws.states', detail: { ...detail, error: 'Lost', redriveCount: 2 } }),
    ).toEqual({
      batchId: IDS[0],
      error: 'Lost',
      redrives: 2,
    });
    expect(() => EndedExecution.parse({ source: 'aws.s3', detail })).toThrow();
  });
});

describe('the diagnosis of a batch', () => {
  interface Told {
    asked?: DiagnoseInput;
    ended: Awaited<ReturnType<typeof diagnoseBatch>>;
    world: World;
    batchId: string;
  }

  async function diagnosed(
    report: Partial<Report>,
    change: (evidence: BatchEvidence) => void = () => {},
  ): Promise<Told> {
    const world = memoryWorld();
    const lines = ['2026-05-13T08:00:00Z gwc ota[1]: error: valve stuck'];
    const batchId = await createBatch(world, ['a', 'b'], { platform: 'J7' });
    for (const to of ['parsing', 'aggregating'] as const) await enterState(world, batchId, { to });
    const { evidence } = await logsInput({ 'a.log': lines }, {});
    change(evidence);
    await writeJson(world.store, evidenceKey(batchId), evidence);
    let asked: DiagnoseInput | undefined;
    const written = { finding: 'fault', verdict: 'LIKELY', headline: 'The valve is stuck.', hypotheses: [], ...report };
    const ended = await diagnoseBatch(
      {
        ...world,
        diagnose: async (input) => {
          asked = input;
          await input.emit?.({ type: 'claim', data: { n: 1 } } as never);
          await input.emit?.({ type: 'reset', data: {} } as never);
          return written as unknown as Report;
        },
        codecs: nodeCodecs,
        knowledge: { rows: [], snapshot: 'kb1:none' },
        argusVersion: '1.2.3',
      },
      { batchId },
    );
    return { ...(asked && { asked }), ended, world, batchId };
  }

  it('is asked with what the batch is, and with nothing that there is not', async () => {
    const { asked } = await diagnosed({});
    expect(asked?.context).toMatchObject({ vehicleId: newBatch().vehicleId, platform: 'J7' });
    expect(asked).toMatchObject({ argusVersion: '1.2.3', knowledge: { snapshot: 'kb1:none' } });
    for (const absent of ['good', 'similar', 'model']) expect(asked).not.toHaveProperty(absent);
  });

  it('ends the batch with its verdict and its leading cause, completed where every file was read', async () => {
    const hypotheses = [
      { status: 'rival', causeCode: 'other' },
      { status: 'leading', causeCode: 'valve-stuck' },
    ] as unknown as Report['hypotheses'];
    const { batchId, ended, world } = await diagnosed({
      hypotheses,
      model: { firstTokenMs: 120, priceUsd: 0.01 } as Report['model'],
    });
    expect(ended).toEqual({ state: 'completed', failed: 0, firstTokenMs: 120, modelUsd: 0.01 });
    const batch = await requireBatch(world.table, batchId);
    expect(batch).toMatchObject({
      verdict: 'LIKELY',
      headline: 'The valve is stuck.',
      cause: 'valve-stuck',
      message: null,
    });
    const without = await diagnosed({ model: { firstTokenMs: null, priceUsd: null } as unknown as Report['model'] });
    expect(without.ended).toEqual({ state: 'completed', failed: 0 });
    expect((await requireBatch(without.world.table, without.batchId)).cause ?? null).toBeNull();
  });

  it('begins its story anew where the writer does', async () => {
    const { batchId, world } = await diagnosed({});
    const types = (await world.table.readEvents(batchId, 0, 100)).map(({ type }) => type);
    expect(types.slice(types.indexOf('claim'))).toEqual(['claim', 'reset', 'report', 'status', 'done']);
  });

  it.each([
    [['unknown-format'], 'partial', '1 of 2 files could not be read in full'],
    [['unknown-format', 'unknown-format'], 'partial', '2 of 2 files could not be read in full'],
    [['not-a-log'], 'completed', undefined],
  ])('with files that failed by %j ends %s', async (faults, state, sentence) => {
    const { batchId, world } = await diagnosed({}, (evidence) => {
      for (const [index, fault] of faults.entries())
        evidence.failed.push({
          index,
          name: 'a',
          member: null,
          sha256: null,
          sizeBytes: 1,
          fault: fault as 'unknown-format',
          message: '.',
        });
    });
    const batch = await requireBatch(world.table, batchId);
    expect(batch.state).toBe(state);
    if (sentence) expect(batch.message).toContain(sentence);
    else expect(batch.message).toBeNull();
  });
});

describe('the signs of a batch', () => {
  it('are those that were kept, else those of its evidence, else unknown', async () => {
    const { store } = memoryWorld();
    expect(await readSigns(store, IDS[0])).toBeUndefined();
    const { evidence } = await logsInput({ 'a.log': ['2026-05-13T08:00:00Z gwc ota[1]: error: valve stuck'] }, {});
    await writeJson(store, evidenceKey(IDS[0]), evidence);
    expect(await readSigns(store, IDS[0])).toEqual(signsOf(evidence));
    await writeJson(store, signsKey(IDS[0]), []);
    expect(await readSigns(store, IDS[0])).toEqual([]);
  });
});
