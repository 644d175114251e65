import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { failBatch } from '#src/batch/fail-batch.ts';
import { evidenceKey, reportKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { isEnd } from '#src/batch/states.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import type { Report } from '#src/report/report.ts';
import { createBatch, memoryWorld, parseContext, readThrough, upload, type World } from '#test/support/batch-world.ts';
import { type Fate, faulty } from '#test/support/faulty.ts';
import { newBatch } from '#test/support/new-batch.ts';

const { batchId } = newBatch();

/** What no stage survives: the whole process was killed. */
class Killed extends Error {}

interface Machine {
  ports: BatchPorts;
  poison: ReadonlySet<number>;
  /** Before each stage: may throw `Killed`. */
  mayDie: () => void;
}

/** The state machine in short: a stage is tried four times, then the batch fails. */
async function execute(world: World, { ports, poison, mayDie }: Machine): Promise<void> {
  const stage = async <T>(run: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      mayDie();
      const result = await run().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      if ('value' in result) return result.value;
      if (attempt === 4) throw result.error;
    }
  };
  const collect: typeof readThrough = async (input) => {
    if (!poison.has(input.file.index)) return readThrough(input);
    const failed = { ...input.file, member: null, sha256: null, fault: 'unknown-format', message: '.' };
    return { evidence: [], failed: [failed] };
  };
  try {
    const { units } = await stage(() => planBatch(ports, { batchId }));
    for (const { unit } of units) {
      await stage(() => parseUnit(parseContext(ports, { collect }), { batchId, unit })).catch(rethrowKilled);
    }
    await stage(() => aggregateBatch({ ...ports, openFold: () => new EvidenceFold() }, { batchId }));
    await stage(() => diagnoseBatch(diagnoseContext(ports), { batchId }));
    world.workflow.executions.set(batchId, 'succeeded');
  } catch (error) {
    rethrowKilled(error);
    await stage(() => failBatch(ports, { batchId, error: 'Crash' })).catch(rethrowKilled);
    world.workflow.executions.set(batchId, 'failed');
  }
}

function rethrowKilled(error: unknown): void {
  if (error instanceof Killed) throw error;
}

let attempt = 0;

/** Says it in other words each time, as a model does. */
const diagnoseContext = (ports: BatchPorts) => ({
  ...ports,
  diagnose: async ({ emit }: { emit?: (event: never) => unknown }) => {
    attempt++;
    for (const n of [1, 2, 3]) await emit?.({ type: 'claim', data: { n, attempt } } as never);
    const conclusion = { verdict: 'LIKELY', headline: `Attempt ${attempt}.`, hypotheses: [] };
    return { finding: 'fault', ...conclusion } as unknown as Report;
  },
  codecs: nodeCodecs,
  knowledge: { rows: [], snapshot: '' },
  argusVersion: '0',
});

/** Goes on with a running execution as a new process would, until a process survives. */
async function runToEnd(world: World, machine: Machine): Promise<void> {
  while (world.workflow.executions.get(batchId) === 'running') await execute(world, machine).catch(rethrowUnlessKilled);
}

function rethrowUnlessKilled(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

const lives = fc.record({
  arrived: fc.oneof(
    fc.array(fc.constant<boolean>(true), { minLength: 1, maxLength: 5 }),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  ),
  poison: fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 2 }),
  fates: fc.infiniteStream(
    fc.oneof(
      { weight: 40, arbitrary: fc.constant<Fate>('works') },
      { weight: 1, arbitrary: fc.constant<Fate>('dies-before') },
      { weight: 1, arbitrary: fc.constant<Fate>('dies-after') },
    ),
  ),
  deaths: fc.infiniteStream(
    fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  ),
});

test('a batch ends whatever fails or is killed on its way, once, and nothing of it is lost or told twice', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(lives, async ({ arrived, poison, fates, deaths }) => {
      const world = memoryWorld();
      const texts = arrived.map((_, i) => `text ${i}`);
      await createBatch(world, texts);
      const fate = () => fates.next().value;
      const ports = {
        ...world,
        table: faulty(world.table, fate),
        store: faulty(world.store, fate),
        workflow: faulty(world.workflow, fate),
      };
      const mayDie = () => {
        if (deaths.next().value) throw new Killed();
      };
      const machine = { ports, poison: new Set(poison), mayDie };
      for (const [file, text] of texts.entries()) {
        if (!arrived[file]) continue;
        await upload(world, batchId, file, text);
        await registerUploads(ports, { batchId, files: [file] }).catch(() => {});
      }
      await runToEnd(world, machine);
      world.nowMs = newBatch().deadlineMs + 1;
      await sweepBatches(world);
      await runToEnd(world, machine);
      await sweepBatches(world);
      seen.add(await checkEnd(world, arrived, poison));
    }),
    { numRuns: 400 },
  );
  // Failing needs four crashes in a row: not in every run.
  expect([...seen]).toEqual(expect.arrayContaining(['completed', 'expired', 'partial']));
});

async function checkEnd(world: World, arrived: boolean[], poison: number[]): Promise<string> {
  const batch = await world.table.find(batchId);
  const state = batch?.state ?? 'uploading';
  expect(isEnd(state)).toBe(true);
  expect(state === 'expired').toBe(!arrived.includes(true));
  await checkStory(world, state);
  if (state === 'completed' || state === 'partial') {
    const { failed } = await readJson<BatchEvidence>(world.store, evidenceKey(batchId));
    // A store that dies twice while it notes that a file was put down leaves that file to blame.
    const lost = failed.filter(({ fault }) => ['unit-lost', 'worker-died'].includes(fault)).map(({ index }) => index);
    const unread = arrived.filter((isThere, file) => !isThere || poison.includes(file) || lost.includes(file)).length;
    expect(failed).toHaveLength(unread);
    expect(state).toBe(unread === 0 ? 'completed' : 'partial');
    expect(await world.store.findSize(reportKey(batchId))).toBeGreaterThan(0);
    const [shard] = await world.table.readShards(batchId);
    expect(shard.parsed.size + shard.failed.size).toBe(arrived.length);
    expect(shard.failed.size).toBe(unread);
  }
  return state;
}

/**
 * Numbered without holes, `done` once and last, no claim twice since the last reset. Only when every attempt to tell the
 * end died is it untold: viewers then take the batch's state for it.
 */
async function checkStory(world: World, state: string): Promise<void> {
  const events = await world.table.readEvents(batchId, 0, 1_000);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const done = events.findIndex(({ type }) => type === 'done');
  if (done >= 0) expect(events.slice(done)).toMatchObject([{ type: 'done', data: { state } }]);
  const sinceReset = events.slice(events.findLastIndex(({ type }) => type === 'reset') + 1);
  const texts = sinceReset.map(({ type, data }) => `${type} ${JSON.stringify(data)}`);
  expect(new Set(texts).size).toBe(texts.length);
  if (state === 'completed' || state === 'partial') {
    const { headline } = await readJson<Report>(world.store, reportKey(batchId));
    expect(events.filter(({ type }) => type === 'report')).toMatchObject([{ data: { headline } }]);
    const claims = sinceReset.filter(({ type }) => type === 'claim');
    expect(claims).toMatchObject([1, 2, 3].map((n) => ({ data: { n, attempt: Number(/\d+/.exec(headline)) } })));
  }
}
