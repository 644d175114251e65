import { describe } from 'vitest';
import { batchTableContract } from '#test/support/batch-table-contract.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';

describe('a batch table in memory (the model of the property tests)', () =>
  batchTableContract(async () => memoryBatchTable()));
