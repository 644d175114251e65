import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_STATES, isEnd, isPast, mayFollow, statesBefore } from '#src/batch/states.ts';

const state = fc.constantFrom(...BATCH_STATES);

test('a batch never returns to a state it has left', () => {
  for (const start of BATCH_STATES) expect(reachableFrom(start)).not.toContain(start);
});

test('from every open state each end but "expired" can be reached', () => {
  for (const open of BATCH_STATES.filter((name) => !isEnd(name))) {
    expect([...reachableFrom(open)]).toEqual(expect.arrayContaining(['completed', 'partial', 'failed']));
  }
  expect(BATCH_STATES.filter((name) => mayFollow(name, 'expired'))).toEqual(['uploading']);
});

test('the condition of a write and the machine agree', () => {
  fc.assert(fc.property(state, state, (from, to) => statesBefore(to).includes(from) === mayFollow(from, to)));
});

test('an ended batch is past nothing: it needs looking at', () => {
  expect(isPast('diagnosing', 'parsing')).toBe(true);
  expect(isPast('parsing', 'parsing')).toBe(true);
  expect(isPast('parsing', 'aggregating')).toBe(false);
  expect(isPast('completed', 'parsing')).toBe(false);
});

function reachableFrom(start: (typeof BATCH_STATES)[number]): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let from = open.pop(); from; from = open.pop()) {
    for (const to of BATCH_STATES) {
      if (!mayFollow(from, to) || seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}
