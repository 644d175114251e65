import { describe, expect, it } from 'vitest';
import { readAttempt } from '#src/evidence/failure-language/read-attempt.ts';
import type { LevelName } from '#src/parsers/record-batch.ts';

describe('what a line says of an update', () => {
  it.each<[level: LevelName, state: string | undefined]>([
    ['info', 'failed'],
    ['debug', 'failed'],
    ['none', 'failed'],
    ['verbose', undefined],
  ])('holds at level %s, unless its writer only traces it', (level, state) => {
    expect(readAttempt('Update completed with error 5', level)?.state).toBe(state);
  });

  it.each([
    'Starting Update is Completed...',
    'Finished Apply Kernel Variables.',
    'Starting Load Kernel Module zram...',
  ])('is nothing where a unit of every boot is named for it: %s', (text) => {
    expect(readAttempt(text, 'none')).toBeNull();
  });
});
