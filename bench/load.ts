import { Random } from '#src/simulator/random.ts';
import { deployedPolicy, FORMER_POLICY } from './load/retry-policy.ts';
import { type Account, type Load, simulateLoad } from './load/simulate-load.ts';

/**
 * How many units of work are lost when many batches are complete at the same moment, with the retrier that is deployed:
 * `node bench/load.ts`. 850 is what a default account's 1,000 leave when the doors have their share.
 */
const FREE = 850;
const LOADS = [
  { batches: 10, unitsPerBatch: 1_600 },
  { batches: 100, unitsPerBatch: 160 },
];
const UNIT_SECONDS = [2, 5, 15, 60, 300];

const ACCOUNTS: Record<string, Account> = {
  'before: six attempts, no admission': {
    freeConcurrency: FREE,
    mapConcurrency: 500,
    policy: FORMER_POLICY,
    admission: null,
  },
  'all admitted at once': { freeConcurrency: FREE, mapConcurrency: 500, policy: deployedPolicy(), admission: null },
  deployed: { freeConcurrency: FREE, mapConcurrency: 500, policy: deployedPolicy(), admission: FREE },
};

for (const [name, account] of Object.entries(ACCOUNTS)) {
  console.log(`\n${name}`);
  console.table(LOADS.flatMap((load) => UNIT_SECONDS.map((unitSeconds) => row({ ...load, unitSeconds }, account))));
}

function row(load: Load, account: Account) {
  const random = new Random(1);
  const { units, lost, throttled, seconds } = simulateLoad(load, account, () => random.next());
  return {
    load: `${load.batches} × ${load.unitsPerBatch}`,
    'unit s': load.unitSeconds,
    'units lost': lost,
    'lost %': ((100 * lost) / units).toFixed(1),
    'throttled per unit': (throttled / units).toFixed(2),
    minutes: (seconds / 60).toFixed(1),
  };
}
