import { describe, expect, it } from 'vitest';
import { outcomeOf, ownDoor } from '../../console/upload/put.ts';

describe('an upload target of this machine', () => {
  const target = 'http://127.0.0.1:4780/uploads/raw/X/00000?size=1&signature=ab';
  it('is of the page’s own origin under whichever name it was opened', () => {
    expect(ownDoor(target, { hostname: 'localhost', port: '4780' })).toBe('/uploads/raw/X/00000?size=1&signature=ab');
  });

  it('of another port, or of another machine, stays what it is', () => {
    expect(ownDoor(target, { hostname: 'localhost', port: '5000' })).toBe(target);
    expect(ownDoor('https://bucket.example/x', { hostname: 'localhost', port: '4780' })).toBe(
      'https://bucket.example/x',
    );
  });
});

describe('the answer of a target', () => {
  it('is tried again only where that can help', () => {
    const outcomes = [200, 409, 412, 403, 400, 500, 503, 0].map(outcomeOf);
    expect(outcomes).toEqual([
      'sent',
      'there-already',
      'there-already',
      'expired',
      'refused',
      'broken',
      'broken',
      'broken',
    ]);
  });
});
