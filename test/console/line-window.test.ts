import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordPage } from '#src/api/record-schemas.ts';
import { append, cursorsOf, EMPTY, openAt, prepend, visibleRows } from '../../console/lines/line-window.ts';
import { wishOf, withTemplate } from '../../console/lines/wish.ts';

/** Page `number` of a batch: ten records each, and cursors to its neighbours. */
function pageOf(number: number): RecordPage {
  const record = (at: number) => ({
    file: 0,
    member: null,
    offset: number * 10 + at,
    length: 1,
    digest: '',
    time: null,
    timeUs: null,
    level: 'info',
    ecu: '',
    app: '',
    context: '',
    text: '',
    template: null,
    body: null,
  });
  return {
    records: Array.from({ length: 10 }, (_, at) => record(at)),
    here: null,
    isCut: true,
    next: `n${number}`,
    previous: `p${number}`,
  };
}

describe('the window of lines', () => {
  it('holds a stretch without a hole, however a reader moves, and no more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (moves) => {
        let [first, last] = [100, 100];
        let window = openAt(pageOf(100));
        for (const isDown of moves) {
          const held = window.pages.length;
          window = isDown ? append(window, pageOf(++last)) : prepend(window, pageOf(--first));
          if (held === window.pages.length) isDown ? first++ : last--;
        }
        const offsets = window.records.map(({ offset }) => offset);
        expect(offsets).toEqual(Array.from({ length: offsets.length }, (_, at) => first * 10 + at));
        expect(cursorsOf(window)).toEqual({ next: `n${last}`, previous: `p${first}` });
        expect(window.pages.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('has no pages around it before it is opened', () => {
    expect(cursorsOf(EMPTY)).toEqual({ next: null, previous: null });
  });

  it('shows some rows more than fit, and none that are not there', () => {
    expect(visibleRows(0, 220, { rowPx: 22, rows: 1_000 })).toEqual({ first: 0, end: 18 });
    expect(visibleRows(2_200, 220, { rowPx: 22, rows: 105 })).toEqual({ first: 92, end: 105 });
  });
});

describe('what lines are filtered by', () => {
  it('is what the address says, and nothing else of it', () => {
    expect(wishOf({ ecu: 'ADAS', at: 'E1', proof: 'ab', text: '' })).toEqual({ ecu: 'ADAS' });
  });

  it('names each pattern once', () => {
    expect(withTemplate('v1:a,v1:b', 'v1:a')).toBe('v1:a,v1:b');
    expect(withTemplate(undefined, 'v1:a')).toBe('v1:a');
  });
});
