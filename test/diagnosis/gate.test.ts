import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimBasis, findGateFault, gateClaims, type ProposedClaim } from '#src/diagnosis/gate.ts';
import { statementsIn } from '#src/diagnosis/grounding.ts';
import type { EvidenceItem } from '#src/report/report.ts';
import { growthOf } from '#test/support/growth.ts';

const item = (id: string, fields: Partial<EvidenceItem> = {}): EvidenceItem => ({
  id,
  kind: 'ota-error',
  text: 'update_engine ended with kDownloadTransferError (9), as IVI (update_engine) logged 3 times.',
  why: 'A known cause has this finding.',
  ecu: 'IVI',
  app: 'update_engine',
  code: 'kDownloadTransferError (9)',
  facts: { transferredBytes: 20480, address: '0x0072' },
  timeUs: null,
  count: 3,
  quote: quote('E update_engine: TransferEnded w/ code 404 after 17.7s'),
  ...fields,
});

const quote = (text: string, verified = true): EvidenceItem['quote'] => ({
  file: 'logcat.txt',
  pointer: { file: 0, member: null, sha256: '', offset: 0, length: text.length, digest: '' },
  text,
  before: ['one line before with 77'],
  after: [],
  verified,
});

const basis = (items: EvidenceItem[], after: [string, string][] = []): ClaimBasis => ({
  evidence: new Map(items.map((each) => [each.id, each])),
  knowledge: new Set(['ue-transfer']),
  isClearlyAfter: (a, b) => after.some(([first, second]) => first === a && second === b),
  shows: () => undefined,
});

const claim = (fields: Partial<ProposedClaim> = {}): ProposedClaim => ({
  id: 'H1.1',
  text: 'The transfer ended with status 404 after 20480 bytes: kDownloadTransferError (9) [E1].',
  evidence: ['E1'],
  knowledge: ['ue-transfer'],
  ...fields,
});

const faultOf = (fields: Partial<ProposedClaim>, items = [item('E1')]) => findGateFault(claim(fields), basis(items));

describe('the gate', () => {
  it('lets a claim through whose numbers and codes stand in its evidence', () => {
    expect(faultOf({})).toBeUndefined();
  });

  it('refuses a claim without evidence', () => {
    expect(faultOf({ evidence: [] })).toBe('no-evidence');
  });

  it('refuses evidence that does not exist, cited or named in the text', () => {
    expect(faultOf({ evidence: ['E1', 'E2'] })).toBe('unknown-evidence');
    expect(faultOf({ text: 'It failed [E7].' })).toBe('unknown-evidence');
  });

  it('refuses a quote that was not read back', () => {
    expect(faultOf({ text: 'It failed.' }, [item('E1', { quote: quote('x', false) })])).toBe('unverified-quote');
  });

  it('refuses knowledge that the filters turned away', () => {
    expect(faultOf({ knowledge: ['ue-transfer-access'] })).toBe('unfiltered-knowledge');
  });

  it('refuses a number that only the neighbouring lines hold', () => {
    expect(faultOf({ text: 'It failed 77 times.' })).toBe('ungrounded-number');
  });

  it('refuses a number of evidence that the claim does not cite', () => {
    const items = [item('E1'), item('E2', { text: 'It took 55 seconds.' })];
    expect(faultOf({ text: 'It took 55 seconds.' }, items)).toBe('ungrounded-number');
    expect(faultOf({ text: 'It took 55 seconds.', evidence: ['E2'] }, items)).toBeUndefined();
  });

  it('refuses a code name that is not in the evidence', () => {
    expect(faultOf({ text: 'It ended with kError.' })).toBe('ungrounded-code');
    expect(faultOf({ text: 'The write met ENOSPC.' })).toBe('ungrounded-code');
    expect(faultOf({ text: 'It ended with VERIFICATION_FAILED.' })).toBe('ungrounded-code');
  });

  it('reads 0x72 and 0x0072, 17.7 and 17.7s, 12.50 and 12.5 as the same', () => {
    expect(faultOf({ text: 'Code 0x72 after 17.70 seconds.' })).toBeUndefined();
    expect(statementsIn('12.50 V').numbers).toEqual(statementsIn('12.5V').numbers);
  });

  it('tells -40 from 40, and a finding from a hyphen', () => {
    const items = [
      item('E1', { code: null, text: 'x', facts: { celsius: -40, errno: '-110' }, quote: quote('rc=-5, 7-8') }),
    ];
    expect(faultOf({ text: 'It was at −40, then -110 and -5 in 7-8.' }, items)).toBeUndefined();
    for (const number of ['40', '110', '5', '-7-8']) {
      expect(faultOf({ text: `It was ${number}.` }, items), number).toBe('ungrounded-number');
    }
  });

  it('reads full-width digits as the digits they are', () => {
    expect(faultOf({ text: 'Status ４０４.' })).toBeUndefined();
    expect(faultOf({ text: 'Status ４０５.' })).toBe('ungrounded-number');
  });

  it('accepts a trouble code without its failure type and not with another one', () => {
    const items = [item('E1', { code: 'P0420-00', text: 'x', facts: {}, quote: null })];
    expect(faultOf({ text: 'P0420 is stored.' }, items)).toBeUndefined();
    expect(faultOf({ text: 'P0420-11 is stored.' }, items)).toBe('ungrounded-number');
  });

  it('refuses an order that the logs contradict', () => {
    const ordered = claim({ text: 'One, then the other.', evidence: ['E1', 'E2'], order: ['E1', 'E2'] });
    const items = [item('E1'), item('E2')];
    expect(findGateFault(ordered, basis(items))).toBeUndefined();
    expect(findGateFault(ordered, basis(items, [['E1', 'E2']]))).toBe('time-order');
    expect(findGateFault({ ...ordered, order: ['E1', 'E9'] }, basis(items))).toBe('unknown-evidence');
  });

  it('keeps the claims that stand and names why the others fell', () => {
    const gated = gateClaims([claim(), claim({ id: 'H1.2', text: 'It failed 99 times.' })], basis([item('E1')]));
    expect(gated.kept.map(({ id }) => id)).toEqual(['H1.1']);
    expect(gated.dropped).toEqual([{ id: 'H1.2', fault: 'ungrounded-number' }]);
  });
});

describe('an altered claim', () => {
  const number = fc.integer({ min: 0, max: 99_999_999 });
  const numberOf = (text: string): Set<string> => statementsIn(text).numbers;

  it('never passes with another number', () => {
    fc.assert(
      fc.property(number, number, number, (a, b, other) => {
        fc.pre(other !== a && other !== b);
        const items = [item('E1', { text: `${a} of ${b} bytes came.`, code: null, facts: {}, quote: null })];
        expect(faultOf({ text: `${a} of ${b} bytes came.` }, items)).toBeUndefined();
        expect(faultOf({ text: `${a} of ${other} bytes came.` }, items)).toBe('ungrounded-number');
      }),
    );
  });

  it('never passes with a digit changed, added or left out anywhere', () => {
    const text = 'Status 404, 20480 bytes, 17.7 s, code 0x72, kDownloadTransferError (9).';
    const allowed = numberOf(`${item('E1').text} 404 17.7 20480 0x72 9 3`);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0123456789', ''), (at, digit) => {
        fc.pre(/\d/.test(text[at]));
        const altered = text.slice(0, at) + digit + text.slice(at + 1);
        fc.pre(![...numberOf(altered)].every((each) => allowed.has(each)));
        expect(faultOf({ text: altered })).toBe('ungrounded-number');
      }),
    );
  });

  it('never passes with another hex code, trouble code or version', () => {
    const code = fc.oneof(
      fc.integer({ min: 0x1000, max: 0xffff }).map((value) => `0x${value.toString(16)}`),
      fc.integer({ min: 0, max: 0xfff }).map((value) => `P0${value.toString(16).toUpperCase().padStart(3, '0')}`),
      fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(code, code, (shown, said) => {
        fc.pre(!numberOf(shown).has([...numberOf(said)][0]));
        const items = [item('E1', { code: shown, text: shown, facts: {}, quote: null })];
        expect(faultOf({ text: `It was ${shown}.` }, items)).toBeUndefined();
        expect(faultOf({ text: `It was ${said}.` }, items)).toBe('ungrounded-number');
      }),
    );
  });

  it('never passes with an id of evidence or knowledge that is not there', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9999 }), fc.string(), (n, row) => {
        fc.pre(row !== 'ue-transfer');
        expect(faultOf({ evidence: [`E${n}`] })).toBe('unknown-evidence');
        expect(faultOf({ text: `It failed (E${n}).` })).toBe('unknown-evidence');
        expect(faultOf({ knowledge: [row] })).toBe('unfiltered-knowledge');
      }),
    );
  });

  it('is judged in time that grows with its length, whatever it holds', () => {
    for (const part of ['1', 'a1.', '0x', '-', 'E1 ', '１', 'k', '\u202e1'])
      expect(growthOf((size) => faultOf({ text: part.repeat(50_000 * size) }))).toBeLessThan(10);
  });
});
