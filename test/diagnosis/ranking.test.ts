import { describe, expect, it } from 'vitest';
import type { Candidate } from '#src/diagnosis/candidate.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import { type Ranked, rankCandidates } from '#src/diagnosis/rank-hypotheses.ts';
import {
  aCandidate,
  aContrast,
  aFinding,
  aKnowledgeRow,
  aLine,
  anOutcome,
  anUnexplained,
  aPlace,
  aReading,
  aRow,
  aStep,
} from '#test/support/findings.ts';

type Seen = Partial<Parameters<typeof rankCandidates>[1]>;

const rank = (candidates: Candidate[], seen: Seen = {}): Ranked[] =>
  rankCandidates(candidates, { outcome: anOutcome(), contrast: aContrast(), ...seen });

const statuses = (candidates: Candidate[], seen: Seen = {}): string[] =>
  rank(candidates, seen).map(({ candidate, status }) => `${candidate.causeCode} ${status}`);

/** What becomes of a candidate beside a sound one that leads. */
function beside(leading: Candidate, candidate: Candidate, seen: Seen = {}): string {
  const other = rank([leading, candidate], seen).find((each) => each.candidate === candidate);
  return other === undefined ? 'left out' : other.status === 'ruled-out' ? other.reason : other.status;
}

const at = (second: number | null, fields: Partial<Finding> = {}): Finding =>
  aFinding({ place: aPlace(second, { file: second === null ? 9 : 0 }), ...fields });
const one = (finding: Finding, fields: Partial<Candidate> = {}): Candidate =>
  aCandidate({ core: [finding], sources: [finding], ...fields });

const leader = one(at(50), { causeCode: 'leader', score: 90 });
const power = (finding: Finding, fields: Partial<Candidate> = {}): Candidate =>
  one({ ...finding, name: 'power-loss' }, { causeCode: 'power', score: 60, ...fields });

describe('the leading cause', () => {
  it('is the first that nothing rules out, and the rest is told behind it', () => {
    const contradicted = power(at(40), { contradicting: [at(41)], score: 99 });
    expect(statuses([contradicted, leader, power(at(45))])).toEqual([
      'leader leading',
      'power rival',
      'power ruled-out',
    ]);
  });

  it('is none where everything is ruled out', () => {
    const contradicted = power(at(40), { contradicting: [at(41)] });
    expect(statuses([contradicted, contradicted])).toEqual(['power ruled-out', 'power ruled-out']);
    expect(statuses([])).toEqual([]);
  });

  it.each<[promise: string, candidate: Candidate, reason: string]>([
    ['a cause that Argus knows', leader, 'The logs say so in words that Argus knows.'],
    [
      'a cause beside its symptoms',
      one(at(50), { core: [at(49, { role: 'symptom' }), at(50)] }),
      'The logs say so in words that Argus knows.',
    ],
    ['a step that failed', one(at(50, { role: 'symptom' })), 'It is what the logs name as failed.'],
    ['a line that no rule knows', anUnexplained(), 'By its words and its place it comes first.'],
    [
      'several sources, each writer once',
      one(at(50), { sources: [at(50), at(51), at(52, { ecu: 'GWAY', app: '' })] }),
      'The logs say so in words that Argus knows, and independent sources agree: IVI (app); GWAY.',
    ],
    [
      'more sources than a sentence holds',
      one(at(50), { sources: ['A', 'B', 'C', 'D', 'E'].map((ecu) => at(50, { ecu, app: '' })) }),
      'The logs say so in words that Argus knows, and independent sources agree: A; B; C; D.',
    ],
  ])('says why it leads: %s', (_, candidate, reason) => {
    expect(rank([candidate])).toEqual([{ candidate, status: 'leading', reason }]);
  });
});

describe('a cause is ruled out by itself where', () => {
  const decided = aStep('phase:install:failed', { place: aPlace(60) });
  const start = aStep('phase:install:started', { place: aPlace(5_000) });
  const inGood = at(50, { row: aRow() });
  const contrast = aContrast({ decoys: [inGood] });

  it.each<[promise: string, candidate: Candidate, seen: Seen, reason: string]>([
    [
      'the logs contradict it',
      power(at(40), { contradicting: [at(41, { text: 'The battery was full' }), at(42)] }),
      {},
      'The logs contradict it: The battery was full.',
    ],
    [
      'all of its lines stand in what went well',
      power(inGood),
      { contrast },
      'The same lines stand in what went well.',
    ],
    [
      'it first shows after the end was decided',
      power(at(63)),
      { outcome: anOutcome({ decided }) },
      'It first shows after the update had already failed.',
    ],
    [
      'it was over long before the update began',
      power(at(4_000)),
      { outcome: anOutcome({ start }) },
      'It was over long before the update began.',
    ],
  ])('%s', (_, candidate, seen, reason) => {
    expect(beside(one(at(4_999), { causeCode: 'leader' }), candidate, { ...seen })).toBe(reason);
    expect(rank([candidate], seen)).toMatchObject([{ status: 'ruled-out', reason }]);
  });

  it.each<[promise: string, candidate: Candidate, seen: Seen]>([
    [
      'one of its lines stands in nothing that went well',
      aCandidate({ core: [inGood, at(51, { row: aRow() })] }),
      { contrast },
    ],
    ['one of its findings is more than a line', aCandidate({ core: [inGood, at(51)] }), { contrast }],
    ['part of it came before the end', aCandidate({ core: [at(50), at(63)] }), { outcome: anOutcome({ decided }) }],
    ['it came within what clocks differ by', one(at(61)), { outcome: anOutcome({ decided }) }],
    ['no clock tells when it came', one(at(null)), { outcome: anOutcome({ decided }) }],
    ['it came shortly before the update', one(at(4_500)), { outcome: anOutcome({ start }) }],
    [
      'it went on until the update',
      one(at(10, { lastTimeUs: at(4_990).lastTimeUs })),
      { outcome: anOutcome({ start }) },
    ],
    ['part of it came later', aCandidate({ core: [at(10), at(4_990)] }), { outcome: anOutcome({ start }) }],
  ])('and not where %s', (_, candidate, seen) => {
    expect(rank([candidate], seen)).toMatchObject([{ status: 'leading' }]);
  });

  it('and where its end has no usable time, by its beginning', () => {
    const before = one(at(10, { lastTimeUs: 5 }));
    expect(rank([before], { outcome: anOutcome({ start }) })).toMatchObject([{ status: 'ruled-out' }]);
  });
});

describe('beside the leading cause, another one', () => {
  const shared = at(50);
  const consequence = at(55, { name: 'service-failed' });
  const symptomRow = (fields = {}) => aKnowledgeRow({ causeCode: 'step', isSymptomOnly: true, ...fields });
  const step = (finding: Finding, fields: Partial<Candidate> = {}) =>
    one(finding, { causeCode: 'step', rows: [symptomRow()], ...fields });

  it.each<[promise: string, leading: Candidate, candidate: Candidate, becomes: string]>([
    ['with evidence of its own is a rival', leader, power(at(40)), 'rival'],
    [
      'that stands on the same evidence is the same said less precisely',
      one(shared),
      one(shared, { causeCode: 'less' }),
      'The same evidence is explained more precisely by the leading cause.',
    ],
    [
      'that stands partly on evidence of its own is a rival',
      one(shared),
      aCandidate({ causeCode: 'less', core: [shared, at(52, { name: 'power-loss' })] }),
      'rival',
    ],
    [
      'that the leading one brings with it by its kind follows from it',
      leader,
      one(consequence, { causeCode: 'service' }),
      'It follows from the leading cause.',
    ],
    [
      'that its row expects follows from it',
      one(at(50), { rows: [aKnowledgeRow({ corroboratedBy: ['power-loss'] })] }),
      power(at(40)),
      'It follows from the leading cause.',
    ],
    [
      'that another row of it expects follows from it',
      one(at(50), { rows: [aKnowledgeRow(), aKnowledgeRow({ corroboratedBy: ['EIO'] })] }),
      power(at(40, { code: 'EIO' })),
      'It follows from the leading cause.',
    ],
    [
      'that only partly follows is a rival',
      leader,
      aCandidate({ causeCode: 'service', core: [consequence, at(52, { name: 'power-loss' })] }),
      'rival',
    ],
    [
      'that names the step behind it came after it',
      leader,
      step(at(60)),
      'It names the step that failed; the leading cause came before it.',
    ],
    [
      'that names the step at the same time may have come after it',
      leader,
      step(at(50, { name: 'ota-slot-failed' })),
      'It names the step that failed; the leading cause came before it.',
    ],
    ['that names a step long before it is a rival', leader, step(at(40)), 'rival'],
    [
      'that names a step on another ECU, in another file, is a rival',
      leader,
      step(at(60, { ecu: 'GWAY', place: aPlace(60, { file: 1 }) })),
      'rival',
    ],
    [
      'that names a step on another ECU, in the same file, came after it',
      leader,
      step(at(60, { ecu: 'GWAY' })),
      'It names the step that failed; the leading cause came before it.',
    ],
    [
      'that shows as a symptom only is a step, too',
      leader,
      one(at(60, { role: 'symptom' }), { causeCode: 'step' }),
      'It names the step that failed; the leading cause came before it.',
    ],
    [
      'that names the step came after it, though other findings of it came later still',
      aCandidate({ core: [at(50), at(70)] }),
      step(at(60)),
      'It names the step that failed; the leading cause came before it.',
    ],
    [
      'that names the step came after a line that no rule knows',
      anUnexplained({ core: [aLine({ place: aPlace(50) })] }),
      step(at(60)),
      'It names the step that failed; the leading cause came before it.',
    ],
    [
      'that shows as a symptom and as a cause is a rival',
      leader,
      aCandidate({ causeCode: 'step', core: [at(60, { role: 'symptom' }), at(61, { name: 'power-loss' })] }),
      'rival',
    ],
    ['that names a step is a rival of another step', step(at(50)), step(at(60, { name: 'power-loss' })), 'rival'],
    [
      'that names a step which came before one of its findings is a rival',
      leader,
      aCandidate({ causeCode: 'step', rows: [symptomRow()], core: [at(60), at(40)] }),
      'rival',
    ],
  ])('%s', (_, leading, candidate, becomes) => {
    expect(beside(leading, candidate)).toBe(becomes);
  });
});

describe('a line that no rule knows', () => {
  const line = (second: number, weight: number, fields: Partial<Candidate> = {}): Candidate =>
    anUnexplained({ core: [aLine({ place: aPlace(second), reading: aReading({ weight }) })], ...fields } as object);
  const step = aCandidate({
    rows: [aKnowledgeRow({ isSymptomOnly: true })],
    core: [at(50, { role: 'symptom' })],
    score: 50,
  });

  it.each<[promise: string, leading: Candidate, candidate: Candidate, becomes: string]>([
    ['is a rival of a line that tells as much', line(50, 50, { score: 45 }), line(55, 50, { score: 44 }), 'rival'],
    [
      'is noise beside a line that tells far more',
      line(50, 50, { score: 80 }),
      line(55, 50, { score: 30 }),
      'left out',
    ],
    ['is a rival of a step that it may be the reason of', step, line(45, 50, { score: 48 }), 'rival'],
    ['is noise beside a step where it tells little', step, line(45, 20, { score: 10 }), 'left out'],
    ['is a rival of a known cause where it is grave and came before it', leader, line(40, 56, { score: 80 }), 'rival'],
    ['is none where it came with it', leader, line(50, 56, { score: 80 }), 'left out'],
    ['is none where it came after it', leader, line(60, 56, { score: 80 }), 'left out'],
    ['is none where it is not grave', leader, line(40, 30, { score: 80 }), 'left out'],
    ['is none where it weighs far less', leader, line(40, 56, { score: 20 }), 'left out'],
    ['is left out where it is contradicted', leader, line(40, 56, { score: 80, contradicting: [at(41)] }), 'left out'],
  ])('%s', (_, leading, candidate, becomes) => {
    expect(beside(leading, candidate)).toBe(becomes);
  });

  it('is left out where what went well has it, too, even if nothing leads', () => {
    const decoy = line(40, 56);
    expect(rank([decoy], { contrast: aContrast({ decoys: decoy.core }) })).toEqual([]);
  });

  it('is left out where the leading cause rests on it', () => {
    const same = line(40, 56, { score: 80 });
    expect(beside(one(at(50), { support: [at(50), ...same.core] }), same)).toBe('left out');
  });

  it('leads with two rivals at most, and with every rival that rules know', () => {
    const lines = [46, 45, 44, 43, 42].map((score) => line(score, 50, { score }));
    expect(statuses([...lines, power(at(40)), power(at(41))])).toEqual([
      'NOVEL leading',
      'NOVEL rival',
      'NOVEL rival',
      'power rival',
      'power rival',
    ]);
  });
});
