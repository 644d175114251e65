import { describe } from 'vitest';
import { memoryObjectStore } from '#test/support/memory-object-store.ts';
import { objectStoreContract } from '#test/support/object-store-contract.ts';

describe('an object store in memory (the model of the property tests)', () =>
  objectStoreContract(async () => memoryObjectStore()));
