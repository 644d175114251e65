import type { BatchDetail } from '#src/api/batch-schemas.ts';

const READ = new Set(['diagnosing', 'completed', 'partial']);

/** Whether what its files say has been put together; a batch that failed after that has it, too. */
export const hasEvidence = ({ stages, state }: Pick<BatchDetail, 'stages' | 'state'>): boolean =>
  READ.has(state) || stages.some(({ name }) => name === 'diagnosing');
