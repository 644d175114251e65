import { describe, expect, it } from 'vitest';
import { type Candidate, findCandidates, isExplaining } from '#src/diagnosis/candidate.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { Episode } from '#src/diagnosis/locality.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import {
  aContrast,
  aFinding,
  aKnowledgeRow,
  anOutcome,
  anUnexplained,
  aPlace,
  aRow,
  aStep,
} from '#test/support/findings.ts';

type Seen = Partial<Parameters<typeof findCandidates>[2]>;

const find = (rows: KnowledgeRow[], findings: Finding[], seen: Seen = {}): Candidate[] =>
  findCandidates(rows, findings, { outcome: anOutcome(), contrast: aContrast(), episode: null, ...seen });

const at = (second: number, name: string, fields: Partial<Finding> = {}): Finding =>
  aFinding({ name, place: aPlace(second), ...fields });
const row = (causeCode: string, kind: string, fields: Partial<KnowledgeRow> = {}): KnowledgeRow =>
  aKnowledgeRow({ causeCode, match: { kinds: [kind] }, ...fields });

const start = aStep('phase:install:started', { place: aPlace(0) });
const decided = aStep('phase:install:failed', { place: aPlace(100) });
const update = anOutcome({ observed: 'failed', start, decided, failure: decided });

describe('a cause is a candidate', () => {
  it.each<[promise: string, rows: KnowledgeRow[], findings: Finding[], seen: Seen, codes: string[]]>([
    ['where one of its findings is there', [row('a', 'x')], [at(1, 'x')], {}, ['a']],
    ['not where none is', [row('a', 'x')], [at(1, 'y')], {}, []],
    ['not where only what goes with it is', [row('a', 'x', { corroboratedBy: ['y'] })], [at(1, 'y')], {}, []],
    [
      'not without the evidence that it requires',
      [row('a', 'x', { requires: { kinds: ['y'] } })],
      [at(1, 'x')],
      {},
      [],
    ],
    [
      'with the evidence that it requires',
      [row('a', 'x', { requires: { kinds: ['y'] } })],
      [at(1, 'x'), at(2, 'y')],
      {},
      ['a'],
    ],
    [
      'not by evidence from long after the update',
      [row('a', 'x', { requires: { kinds: ['y'] } })],
      [at(1, 'x'), at(900, 'y')],
      { outcome: update },
      [],
    ],
    ['once, however many rows say so', [row('a', 'x'), row('a', 'y')], [at(1, 'x'), at(2, 'y')], {}, ['a']],
    ['of an update, where none is seen: no', [row('a', 'x', { scope: 'update' })], [at(1, 'x')], {}, []],
    ['of an update, where one is seen', [row('a', 'x', { scope: 'update' })], [at(1, 'x')], { outcome: update }, ['a']],
    ['of the vehicle, where no update is seen', [row('a', 'x', { scope: 'vehicle' })], [at(1, 'x')], {}, ['a']],
    [
      'of the vehicle, where an update is seen: no',
      [row('a', 'x', { scope: 'vehicle' })],
      [at(1, 'x')],
      { outcome: update },
      [],
    ],
  ])('%s', (_, rows, findings, seen, codes) => {
    expect(find(rows, findings, seen).map(({ causeCode }) => causeCode)).toEqual(codes);
  });
});

describe('what a candidate rests on', () => {
  const rows = [
    row('a', 'x', { id: 'second', corroboratedBy: ['boot'], ruledOutBy: ['marker:committed'] }),
    row('a', 'y', { id: 'first', requires: { kinds: ['z'] }, corroboratedBy: ['crash'] }),
  ];
  const [x, y, z, crash, boot, commit] = [
    at(5, 'x'),
    at(4, 'y'),
    at(3, 'z'),
    at(2, 'crash', { ecu: 'GWAY' }),
    aStep('boot', { ecu: 'ADAS', place: aPlace(1) }),
    aStep('marker:committed'),
  ];

  it('are its findings, in order of time, what goes with it and what speaks against it', () => {
    const [candidate] = find(rows, [x, y, z, crash, boot, commit]);
    expect(candidate).toMatchObject({ proposer: 'rules', causeCode: 'a', core: [z, y, x], contradicting: [commit] });
    expect(candidate.support).toEqual([boot, crash, z, y, x]);
  });

  it('are rows, the most specific first', () => {
    expect(find(rows, [x, y, z])[0].rows.map(({ id }) => id)).toEqual(['first', 'second']);
  });

  it('are sources that do not repeat one another; what every failure has counts as none', () => {
    expect(find(rows, [x, crash, boot, y, z])[0].sources).toEqual([crash, z]);
  });

  it.each<[promise: string, first: Partial<KnowledgeRow>, second: Partial<KnowledgeRow>]>([
    ['its very code before its kind', { match: { codes: ['EIO'] } }, { match: { kinds: ['x'] } }],
    ['a kind of one vocabulary before the kind', { match: { kinds: ['kernel/x'] } }, { match: { kinds: ['x'] } }],
    ['its code before a kind of one vocabulary', { match: { codes: ['EIO'] } }, { match: { kinds: ['kernel/x'] } }],
    [
      'a reason before a step, whatever the step requires',
      { match: { kinds: ['x'] } },
      { match: { kinds: ['x'] }, isSymptomOnly: true, requires: { codes: ['EIO'] } },
    ],
    [
      'by name where nothing else decides',
      { id: 'row-1', match: { kinds: ['x'] } },
      { id: 'row-2', match: { kinds: ['x'] } },
    ],
  ])('are rows in this order: %s', (_, first, second) => {
    const finding = at(1, 'x', { vocabulary: 'kernel', code: 'EIO' });
    const [a, b] = [row('a', 'x', { id: 'row-1', ...first }), row('a', 'x', { id: 'row-2', ...second })];
    expect(find([b, a], [finding])[0].rows).toEqual([a, b]);
    const [c, d] = [row('a', 'x', { id: 'row-2', ...first }), row('a', 'x', { id: 'row-1', ...second })];
    if (first.id === undefined) expect(find([d, c], [finding])[0].rows).toEqual([c, d]);
  });
});

describe('of two causes, the first is', () => {
  const rows = (a: Partial<KnowledgeRow> = {}, b: Partial<KnowledgeRow> = {}) => [row('a', 'x', a), row('b', 'y', b)];
  const order = (...given: Parameters<typeof find>) => find(...given).map(({ causeCode }) => causeCode);
  const inGood = (finding: Finding) => ({ ...finding, row: aRow() });

  it.each<[promise: string, rows: KnowledgeRow[], findings: Finding[], seen?: Seen]>([
    ['a cause, not a symptom', rows(), [at(10, 'x'), at(1, 'y', { role: 'symptom' })]],
    [
      'one with the evidence that it requires',
      rows({ requires: { kinds: ['z'] } }),
      [at(10, 'x'), at(11, 'z'), at(1, 'y')],
    ],
    ['one whose very code is known', rows({ match: { codes: ['EIO'] } }), [at(10, 'x', { code: 'EIO' }), at(9, 'y')]],
    [
      'one of several independent sources',
      rows({ corroboratedBy: ['z'] }),
      [at(10, 'x'), at(9, 'z', { ecu: 'GWAY' }), at(9, 'y')],
    ],
    ['one that says why, not only which step failed', rows({}, { isSymptomOnly: true }), [at(10, 'x'), at(9, 'y')]],
    [
      'one inside the update, not long before it',
      rows(),
      [at(500, 'x'), at(1, 'y')],
      { outcome: { ...update, start: aStep('x', { place: aPlace(700) }), decided: null } },
    ],
    [
      'one inside the update, not after its end',
      rows(),
      [at(50, 'x'), at(900, 'y', { code: 'E' })],
      { outcome: update },
    ],
    ['the earlier one', rows(), [at(10, 'x'), at(40, 'y')]],
    ['the one that is named first where nothing else decides', rows(), [at(10, 'x'), at(10, 'y')]],
  ])('%s', (_, known, findings, seen) => {
    expect(order(known, findings, seen)).toEqual(['a', 'b']);
    expect(order(known.toReversed(), findings, seen)).toEqual(['a', 'b']);
  });

  it('the other one, where the first stands in what went well, too', () => {
    const [x, y] = [inGood(at(1, 'x')), inGood(at(10, 'y'))];
    expect(order(rows(), [x, y])).toEqual(['a', 'b']);
    expect(order(rows(), [x, y], { contrast: aContrast({ decoys: [x] }) })).toEqual(['b', 'a']);
    expect(order(rows(), [x, y], { contrast: aContrast({ specific: [y] }) })).toEqual(['b', 'a']);
  });

  it('not sunk by one of its lines that stands in what went well', () => {
    const [x, again, y] = [inGood(at(1, 'x')), inGood(at(2, 'x')), inGood(at(10, 'y'))];
    expect(order(rows(), [x, again, y], { contrast: aContrast({ decoys: [x] }) })).toEqual(['a', 'b']);
    expect(order(rows(), [x, at(2, 'x'), y], { contrast: aContrast({ decoys: [x] }) })).toEqual(['a', 'b']);
  });

  it('the cause, before what it brings with it, unless that clearly came first', () => {
    const service = [
      row('a', 'crash'),
      row('b', 'service-failed', { match: { kinds: ['service-failed'], codes: ['E'] } }),
    ];
    const failed = (second: number) => at(second, 'service-failed', { code: 'E' });
    expect(order(service, [at(10, 'crash'), failed(9)])).toEqual(['a', 'b']);
    expect(order(service, [at(10, 'crash'), failed(1)])).toEqual(['b', 'a']);
    expect(order(service, [at(10, 'crash', { role: 'symptom' }), failed(9)])).toEqual(['b', 'a']);
  });

  it('the cause, before what it only partly brings with it, is not sure', () => {
    const both = [
      row('a', 'crash'),
      row('b', 'service-failed', { match: { kinds: ['service-failed', 'power-loss'], codes: ['E'] } }),
    ];
    expect(order(both, [at(10, 'crash'), at(9, 'service-failed', { code: 'E' }), at(9, 'power-loss')])).toEqual([
      'b',
      'a',
    ]);
  });

  it('the one that was logged while the update was tried', () => {
    const episode: Episode = {
      spans: [{ stream: '0:', from: 1_000, to: 9_000 }],
      writers: new Set(),
      tellers: new Map(),
      named: new Set(),
      isForNamed: false,
      textOf: () => '',
      logs: new Logs([]),
      endsUs: [],
      wellAt: null,
      fromUs: aPlace(10).timeUs,
      toUs: aPlace(90).timeUs,
      placeable: new Set(['0:', '1:']),
    };
    const findings = [at(2, 'x', { place: aPlace(2, { file: 1 }), count: 9 }), at(50, 'y')];
    expect(order(rows(), findings)).toEqual(['a', 'b']);
    expect(order(rows(), findings, { episode })).toEqual(['b', 'a']);
  });
});

describe('a cause needs no other explanation', () => {
  const symptomOnly = aKnowledgeRow({ isSymptomOnly: true });
  it.each<[promise: string, candidate: Partial<Candidate>, isEnough: boolean]>([
    ['where its row says why', { rows: [aKnowledgeRow()], core: [at(1, 'x', { role: 'symptom' })] }, true],
    ['where its row only names a step: no', { rows: [symptomOnly], core: [at(1, 'x', { role: 'symptom' })] }, false],
    [
      'where its row only names a step, and its line the cause',
      { rows: [symptomOnly], core: [at(1, 'x', { role: 'symptom' }), at(2, 'y')] },
      true,
    ],
  ])('%s', (_, fields, isEnough) => {
    expect(isExplaining({ ...anUnexplained(), ...fields } as Candidate)).toBe(isEnough);
  });
});
