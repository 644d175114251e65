import { describe, expect, it } from 'vitest';
import { NOTHING_YET, withEvent } from '../../console/batch/live-batch.ts';

const claim = (id: string) => ({
  hypothesis: 'H1',
  title: 'A crash',
  claim: { id, text: 'It crashed.', evidence: [], knowledge: [] },
});

describe('what a stream has told', () => {
  it('grows with each event', () => {
    const events = [
      { type: 'status', data: { state: 'parsing' } },
      { type: 'progress', data: { state: 'parsing', files: 4, uploaded: 4, parsed: 1, failed: 0 } },
      { type: 'progress', data: { step: 'evidence', text: '12 records show 3 findings.' } },
      { type: 'claim', data: claim('H1.1') },
      { type: 'report', data: { finding: 'fault', verdict: 'LIKELY', headline: 'It crashed.' } },
      { type: 'done', data: { state: 'partial', verdict: 'LIKELY', message: 'One file could not be read.' } },
    ];
    const live = events.reduce(withEvent, NOTHING_YET);
    expect(live).toMatchObject({ state: 'partial', isDone: true, message: 'One file could not be read.' });
    expect(live.counts).toEqual({ files: 4, uploaded: 4, parsed: 1, failed: 0 });
    expect(live.steps).toEqual(['12 records show 3 findings.']);
    expect(live.claims).toHaveLength(1);
  });

  it('begins anew where the batch does', () => {
    const before = withEvent(NOTHING_YET, { type: 'claim', data: claim('H1.1') });
    expect(withEvent(before, { type: 'reset', data: {} }).claims).toEqual([]);
  });

  it('does not change by an event that it does not know', () => {
    expect(withEvent(NOTHING_YET, { type: 'later', data: {} })).toBe(NOTHING_YET);
  });
});
