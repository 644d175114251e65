import { describe } from 'vitest';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import { modelBudgetContract } from '#test/support/model-budget-contract.ts';

describe('a model budget in memory', () => {
  modelBudgetContract(async (settings) => memoryModelBudget(settings));
});
