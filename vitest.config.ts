import { defineConfig } from 'vitest/config';

/** A second, as it is without this, is what a busy machine may need for one step. */
const PATIENT = { poll: { timeout: 30_000 } };

export default defineConfig({
  test: {
    // Vitest keeps one core free: on the two of a usual runner that doubles the time.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/integration/**',
            'test/reference/**',
            'test/soak/**',
            'test/browser/**',
            'test/package/**',
            'test/localstack/**',
          ],
          // On a busy machine the same work takes many times as long.
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: PATIENT,
          // Loading the SDK and the product anew for each of 110 files took half of the time.
          isolate: false,
        },
      },
      // A short form of `npm run soak`, and deaths, viewers and memory of whole processes: a minute that the README's command
      // does not take.
      { test: { name: 'soak', include: ['test/soak/**/*.test.ts'], testTimeout: 300_000 } },
      // Needs a Chromium, and says so where there is none.
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: PATIENT,
        },
      },
      // Packs and installs: half a minute.
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 300_000 } },
      { test: { name: 'reference', include: ['test/reference/**/*.test.ts'], testTimeout: 300_000 } },
      {
        test: {
          name: 'localstack',
          include: ['test/localstack/**/*.test.ts'],
          globalSetup: ['test/localstack/start.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/integration/harness/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: PATIENT,
        },
      },
    ],
  },
});
