import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { credentialOf, hashOf, parsePlace, TABS, withParams } from '../../console/url/place.ts';

const ID = '01JABCDEFGHJKMNPQRSTVWXYZ0';

describe('the address of a page', () => {
  it('names the batch, the view and all of its state', () => {
    const place = parsePlace(`#/batches/${ID}/lines?ecu=ADAS&at=E9`);
    expect(place).toEqual({ page: 'batch', batchId: ID, tab: 'lines', params: { ecu: 'ADAS', at: 'E9' } });
    expect(hashOf(place)).toBe(`#/batches/${ID}/lines?at=E9&ecu=ADAS`);
  });

  it('says the same whatever order its state was made in', () => {
    const place = parsePlace('#/');
    const one = withParams(withParams(place, { platform: 'J7' }), { firmware: '4.2' });
    const other = withParams(withParams(place, { firmware: '4.2' }), { platform: 'J7' });
    expect(hashOf(one)).toBe(hashOf(other));
  });

  it('comes back as it was, for any view and any state', () => {
    const params = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.constantFrom(...TABS), params, (tab, given) => {
        const place = { page: 'batch', batchId: ID, tab, params: { ...given } } as const;
        expect(parsePlace(hashOf(place))).toEqual(place);
      }),
    );
  });

  it('leads to the batches whatever else it says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(['batches', 'batch', 'compare']).toContain(parsePlace(`#${text}`).page);
      }),
    );
    expect(parsePlace('#/batches/not-an-id/lines').page).toBe('batches');
    expect(parsePlace('').page).toBe('batches');
  });

  it('loses what is set to nothing', () => {
    expect(hashOf(withParams(parsePlace('#/?platform=J7&status=failed'), { status: undefined }))).toBe(
      '#/?platform=J7',
    );
  });

  it('keeps the credential of a signed link apart from the rest', () => {
    const place = parsePlace(`#/batches/${ID}/report?expires=12&proof=ab&at=E1`);
    expect(credentialOf(place)).toEqual({ expires: '12', proof: 'ab' });
  });
});
