import { defineConfig } from 'vitest/config';

/** A part of the path of the tests that are run; all where it is not set. */
export const TESTS = 'MUTATION_TESTS';
const part = process.env[TESTS] ?? '';

/**
 * One process for all tests, as the unit tests run; left out is what reads the source as text, what measures a process of
 * its own, and the optional corpus.
 */
export default defineConfig({
  test: {
    include: [`**/*${part}*.test.ts`],
    exclude: ['**/corpus.test.ts', '**/*-heap.test.ts', '**/kinds.test.ts', '**/real-excerpts.test.ts'],
    testTimeout: 120_000,
    isolate: false,
  },
});
