import type { NewBatch } from '#src/batch/batch.ts';

/** A batch id for tests: 26 characters, ordered by `n`. */
export const batchIdOf = (n: number): string => `01TEST${String(n).padStart(20, '0')}`;

export const newBatch = (overrides: Partial<NewBatch> = {}): NewBatch => ({
  batchId: batchIdOf(1),
  vehicleId: 'vehicle-7',
  platform: 'J7',
  firmware: { from: '4.1.0', to: '4.2.0' },
  otaCampaignId: null,
  claimedOutcome: null,
  fileCount: 3,
  totalBytes: 3000,
  requestHash: 'a1',
  createdAtMs: 1_760_000_000_000,
  deadlineMs: 1_760_000_900_000,
  ...overrides,
});
