import { createHash } from 'node:crypto';
import type { Checker, CheckResult, CheckStatus } from '@stryker-mutator/api/check';
import type { Mutant } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const PASSED = 'passed' as CheckStatus.Passed;
const LEFT_OUT = 'compileError' as CheckStatus.CompileError;

/** How many mutants are tried, and the seed they are drawn with; read by the process that checks them. */
export const SAMPLE = { size: 'MUTATION_SAMPLE', seed: 'MUTATION_SEED' } as const;

/** Lets a sample of the mutants pass: the same ones for the same seed and source. The others count as not compiled. */
class Sample implements Checker {
  async init(): Promise<void> {}

  async group(mutants: Mutant[]): Promise<string[][]> {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    const drawn = new Set(mutants.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, sampleSize()));
    return Object.fromEntries(
      mutants.map((mutant): [string, CheckResult] => [
        mutant.id,
        drawn.has(mutant) ? { status: PASSED } : { status: LEFT_OUT, reason: 'not in the sample' },
      ]),
    );
  }
}

const sampleSize = (): number => Number(process.env[SAMPLE.size] ?? Number.POSITIVE_INFINITY);

const rank = ({ fileName, location, replacement }: Mutant): string =>
  createHash('sha256')
    .update(JSON.stringify([process.env[SAMPLE.seed], fileName.replace(/^.*\/src\//, ''), location, replacement]))
    .digest('hex');

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', Sample)];
