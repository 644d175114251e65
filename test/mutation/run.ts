import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { SAMPLE } from './sample.ts';
import { TESTS } from './vitest.config.ts';

/**
 * Changes the source in small ways, one at a time, and sees whether its tests notice: `npx node test/mutation/run.ts`.
 * `--sample 250` tries so many mutants of each part, drawn by `--seed`; the names of parts choose some of them. While one
 * file is worked on: `--only src/diagnosis/gaps.ts --tests gaps` tries its mutants by the tests whose path has that word.
 * Fails where fewer are killed than the bar says, and prints those that lived.
 */
interface Part {
  source: string;
  /** Its own tests: what only others notice is not held by a promise of its own. */
  tests: string;
}

const PARTS: Readonly<Record<string, Part>> = {
  diagnosis: { source: 'src/diagnosis/**/*.ts', tests: 'test/diagnosis' },
  detectors: { source: 'src/evidence/detect/**/*.ts', tests: 'test/evidence/detect' },
  vocabulary: { source: 'src/evidence/vocabulary/**/*.ts', tests: 'test/evidence' },
  batch: { source: 'src/batch/**/*.ts', tests: 'test/batch' },
};

/** Of 100 mutants. */
const BAR = 80;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
    tests: { type: 'string' },
  },
});

const config = {
  testRunner: 'vitest',
  plugins: [
    '@stryker-mutator/vitest-runner',
    join(import.meta.dirname, 'sample.ts'),
    join(import.meta.dirname, 'tell.ts'),
  ],
  coverageAnalysis: 'perTest',
  // Stryker would rewrite it with an interface that TypeScript 7 no longer has.
  tsconfigFile: 'none',
  reporters: ['json', 'tell'],
  // Of a sample, half of the processes only draw it.
  concurrency: Number(values['at-once']) * (values.sample ? 2 : 1),
  ignorePatterns: ['dist', 'cdk.out', '.argus', 'reports'],
  // The first run has all tests in one process, on a machine that may do other things.
  dryRunTimeoutMinutes: 30,
  disableTypeChecks: false,
  warnings: false,
} satisfies PartialStrykerOptions;

async function run(name: string, { source, tests }: Part): Promise<Score> {
  if (values.sample) process.env[SAMPLE.size] = values.sample;
  process.env[SAMPLE.seed] = values.seed;
  if (values.tests) process.env[TESTS] = values.tests;
  const stryker = new Stryker({
    ...config,
    mutate: values.only?.split(',') ?? [source],
    checkers: values.sample ? ['sample'] : [],
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    vitest: { configFile: join(import.meta.dirname, 'vitest.config.ts'), dir: tests, related: false },
  });
  return scoreOf(name, await stryker.runMutationTest());
}

interface Score {
  part: string;
  mutants: number;
  killed: number;
  lived: number;
  'never run': number;
  '% killed': number;
}

function scoreOf(part: string, results: readonly MutantResult[]): Score {
  const count = (...statuses: MutantResult['status'][]): number =>
    results.filter(({ status }) => statuses.includes(status)).length;
  const [killed, lived, unrun] = [count('Killed', 'Timeout'), count('Survived'), count('NoCoverage')];
  const mutants = killed + lived + unrun;
  return { part, mutants, killed, lived, 'never run': unrun, '% killed': Math.round((killed / mutants) * 1000) / 10 };
}

/** A sample of n mutants of which 80 of 100 are killed shows fewer by up to 2·√(0.8·0.2/n), 19 times out of 20. */
const barOf = ({ mutants }: Score): number => (values.sample ? BAR - 200 * Math.sqrt((0.8 * 0.2) / mutants) : BAR);

const scores: Score[] = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (positionals.length === 0 || positionals.includes(name)) scores.push(await run(name, part));
}
console.table(scores);
process.exitCode = scores.some((score) => score['% killed'] < barOf(score)) ? 1 : 0;
