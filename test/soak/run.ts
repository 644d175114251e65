import { parseArgs } from 'node:util';
import { FUZZ_TARGETS } from '#test/fuzz/targets.ts';
import { diskFaults } from './disk-faults.ts';
import { fuzzing } from './fuzz.ts';
import { hostileModel } from './hostile-model.ts';
import { kills } from './kills.ts';
import { powerCuts } from './power-cuts.ts';
import { type Soak, SoakUnavailable } from './soak.ts';
import { viewers } from './viewers.ts';

/**
 * `npm run soak [-- NAME...] [--minutes N] [--rounds N] [--seed N]`: every soak, or those named, for so long or so many
 * rounds. A new soak is one file that exports a `Soak`, and one line here.
 */
const SOAKS: Record<string, Soak> = {
  kills,
  'power-cuts': powerCuts,
  'disk-faults': diskFaults,
  viewers,
  'hostile-model': hostileModel,
  fuzz: fuzzing(FUZZ_TARGETS),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string' }, rounds: { type: 'string' }, seed: { type: 'string' } },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(SOAKS);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
let failed = 0;
for (const name of chosen) if (!(await runOne(name))) failed++;
process.exitCode = failed > 0 ? 1 : 0;

async function runOne(name: string): Promise<boolean> {
  const soak = SOAKS[name];
  if (!soak) {
    console.error(`There is no soak "${name}". There are: ${Object.keys(SOAKS).join(', ')}.`);
    return false;
  }
  console.log(`${name}: ${soak.about} (seed ${seed})`);
  const untilMs = values.minutes ? Date.now() + (Number(values.minutes) * 60_000) / chosen.length : Number.MAX_VALUE;
  const rounds = values.rounds ? Number(values.rounds) : values.minutes ? Number.MAX_SAFE_INTEGER : soak.rounds;
  try {
    console.log(`${name}: ${await soak.run({ rounds, untilMs, seed, log: (line) => console.log(`  ${line}`) })}`);
    return true;
  } catch (error) {
    // What cannot run here has not passed.
    const why = error instanceof SoakUnavailable ? 'cannot run' : 'FAILED';
    console.error(`${name}: ${why}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}
