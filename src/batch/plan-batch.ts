import { readFileList } from './file-list.ts';
import { planKey } from './keys.ts';
import { type Plan, planUnits } from './plan.ts';
import { planLarge, RANGE_SIZES, type RangeSizes } from './plan-large.ts';
import type { BatchPorts } from './ports.ts';
import { enterStage } from './reopen-batch.ts';
import type { StageInput } from './stage-input.ts';
import { isEnd } from './states.ts';
import { findJson, writeJson } from './stored-json.ts';

type PlanPorts = Pick<BatchPorts, 'table' | 'store' | 'clock'> & { sizes?: RangeSizes };

/** The items of the Map: small, because they pass through the state machine. */
interface BatchPlan {
  units: { unit: number }[];
}

/**
 * Decides which files take part (those that have arrived by now) and groups them. The first plan stands: a restart works
 * on the same files, whatever arrives late.
 */
export async function planBatch(ports: PlanPorts, input: StageInput): Promise<BatchPlan> {
  const { batchId } = input;
  const batch = await enterStage(ports, input, { to: 'parsing' });
  if (isEnd(batch.state)) return { units: [] };
  const plan = (await findJson<Plan>(ports.store, planKey(batchId))) ?? (await makePlan(ports, batchId));
  await ports.table.change(batchId, {
    from: ['parsing'],
    to: 'parsing',
    atMs: ports.clock.nowMs(),
    unitCount: plan.units.length,
  });
  return { units: plan.units.map((_, unit) => ({ unit })) };
}

async function makePlan({ table, store, sizes = RANGE_SIZES }: PlanPorts, batchId: string): Promise<Plan> {
  const [files, shards] = await Promise.all([readFileList(store, batchId), table.readShards(batchId)]);
  const arrived = shards.flatMap(({ uploaded }) => [...uploaded]).sort((a, b) => a - b);
  const planned = arrived.map((index) => ({ index, sizeBytes: files.at(index).sizeBytes }));
  const large = await planLarge(store, batchId, { files: planned, sizes });
  const plan: Plan = { units: [...large.units, ...planUnits(large.whole)], refused: large.refused };
  await writeJson(store, planKey(batchId), plan);
  return plan;
}
