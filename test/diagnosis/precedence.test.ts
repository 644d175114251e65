import { describe, expect, it } from 'vitest';
import type { Candidate } from '#src/diagnosis/candidate.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import { deferToKnown, putReasonsFirst, raiseWhatWasToldBefore } from '#src/diagnosis/precedence.ts';
import type { TypedCode } from '#src/evidence/failure-language/codes.ts';
import { aCandidate, aFinding, aLine, anUnexplained, aPlace, aReading, aRow } from '#test/support/findings.ts';

const saying = (kind: string | null, { weight = 50, level = 'error' as 'error' | 'info', clause = 'it broke' } = {}) =>
  aReading({ weight, level, clause, reason: kind === null ? null : { kind, says: 'x', weight, pattern: /x/ } });
const line = (second: number, template: string, fields: Partial<Finding> = {}): Finding =>
  aLine({ place: aPlace(second), row: aRow({ template }), reading: saying('failure'), ...fields });

/** Whether the first line, which weighs less, comes to rank before the second. */
function leadsBefore(reason: Finding, told: Finding): boolean {
  const [a, b] = [anUnexplained({ core: [reason], score: 30 }), anUnexplained({ core: [told], score: 45 })];
  putReasonsFirst([a, b]);
  expect(b.score).toBe(45);
  return a.score > b.score;
}

describe('of two lines about one failure, the one that says why ranks first', () => {
  const told = line(50, 'camera unit of mirror failed');
  const earlier = (fields: Partial<Finding> = {}) => line(40, 'camera link of mirror is dead', fields);

  it.each<[promise: string, reason: Finding, told: Finding, isFirst: boolean]>([
    ['where an error about the same thing came before it', earlier(), told, true],
    ['and not where that was no error', earlier({ reading: saying('lost', { level: 'info' }) }), told, false],
    ['and not where that is said again and again', earlier({ count: 3 }), told, false],
    ['where that was said twice', earlier({ count: 2 }), told, true],
    ['and not where that came behind it', earlier({ place: aPlace(60) }), told, false],
    ['and not where that came more than a minute before', earlier({ place: aPlace(-11) }), told, false],
    ['where it came a minute before', earlier({ place: aPlace(-10) }), told, true],
    ['and not on another ECU', earlier({ ecu: 'GWAY' }), told, false],
    ['and not where they name one thing only', line(40, 'camera link is dead'), told, false],
    ['and not where it gives a reason itself', earlier(), { ...told, reading: saying('permission') }, false],
    ['where it has no reading at all', earlier(), { ...told, reading: null }, true],
  ])('%s', (_, reason, of, isFirst) => {
    expect(leadsBefore(reason, of)).toBe(isFirst);
  });

  it('and stays where it was if it ranked higher', () => {
    const [a, b] = [anUnexplained({ core: [earlier()], score: 60 }), anUnexplained({ core: [told], score: 45 })];
    putReasonsFirst([a, b]);
    expect([a.score, b.score]).toEqual([60, 45]);
  });

  const unanswered = line(50, 'mirror did not answer', { reading: saying('no-answer') });
  const missing = (fields: Partial<Finding> = {}) => line(49, 'map of it', { reading: saying('not-found'), ...fields });
  const weight41 = saying('not-found', { weight: 41 });

  it.each<[promise: string, reason: Finding, told: Finding, isFirst: boolean]>([
    ['where something was not there right before no answer came', missing(), unanswered, true],
    ['and not where that tells less', missing({ reading: weight41 }), unanswered, false],
    ['and not where that is said again and again', missing({ count: 3 }), unanswered, false],
    ['and not where another writer says so', missing({ app: 'other' }), unanswered, false],
    ['and not where another ECU does', missing({ ecu: 'GWAY' }), unanswered, false],
    ['and not where that came long before', missing({ place: aPlace(42) }), unanswered, false],
    ['and not where another reason is given', missing(), { ...unanswered, reading: saying('permission') }, false],
  ])('%s', (_, reason, of, isFirst) => {
    expect(leadsBefore(reason, of)).toBe(isFirst);
  });

  const exit: TypedCode = { kind: 'exit', code: 'exit 1', reason: null };
  const ended = line(50, 'tool ended', { reading: { ...saying('input-output'), codes: [exit] } });
  const wrote = (fields: Partial<Finding> = {}) =>
    line(49, 'write of it', { reading: saying('input-output'), ...fields });

  it.each<[promise: string, reason: Finding, told: Finding, isFirst: boolean]>([
    ['where a program ended for what was said right before', wrote(), ended, true],
    ['and not where that was said long before', wrote({ place: aPlace(42) }), ended, false],
    ['and not where that was something else', wrote({ reading: saying('permission') }), ended, false],
    ['and not where that tells less', wrote({ reading: saying('input-output', { weight: 41 }) }), ended, false],
    ['and not where that ended itself', wrote({ reading: ended.reading }), ended, false],
    ['and not where nothing ended', wrote(), { ...ended, reading: saying('input-output') }, false],
  ])('%s', (_, reason, of, isFirst) => {
    expect(leadsBefore(reason, of)).toBe(isFirst);
  });

  const unplaced = aPlace(1, { file: 1, isShared: false });
  const grave = (fields: Partial<Finding> = {}) =>
    line(1, 'disk of it', { place: unplaced, reading: saying('input-output'), ...fields });

  it.each<[promise: string, reason: Finding, told: Finding, isFirst: boolean]>([
    ['where a part broke, by a log whose clock nobody can compare, and a step has no reason', grave(), told, true],
    ['where something of it was used up', grave({ reading: saying('used-up') }), told, true],
    ['and not for what programs fail for', grave({ reading: saying('argument') }), told, false],
    ['and not where that tells less', grave({ reading: saying('input-output', { weight: 41 }) }), told, false],
    ['and not where that is said again and again', grave({ count: 3 }), told, false],
    ['and not where clocks tell when that was', grave({ place: aPlace(1, { file: 1 }) }), told, false],
    ['and not in the same log', grave({ place: aPlace(1, { isShared: false }) }), told, false],
    ['and not where the step has a reason', grave(), { ...told, reading: saying('permission') }, false],
    ['and not where the step has no reading', grave(), { ...told, reading: null }, false],
  ])('%s', (_, reason, of, isFirst) => {
    expect(leadsBefore(reason, of)).toBe(isFirst);
  });

  const crash = (clause: string, fields: Partial<Finding> = {}) =>
    line(50, 'process ended', {
      reading: saying('crash', { clause }),
      place: aPlace(50, { offset: 5_000 }),
      ...fields,
    });
  const said = (offset: number, fields: Partial<Finding> = {}) =>
    line(50, 'map is gone', { place: aPlace(50, { offset }), reading: saying('lost'), ...fields });

  it.each([
    'Process nav has died',
    'two have died',
    'terminate called after throwing',
    'Check failed: x',
    'kernel panic!',
    'Aborted (core dumped)',
    'app crashed',
  ])('where a process said it right before "%s"', (clause) => {
    expect(leadsBefore(said(4_900), crash(clause))).toBe(true);
  });

  it.each<[promise: string, reason: Finding, told: Finding, isFirst: boolean]>([
    ['and not where it said that long before', said(4_299), crash('has died'), false],
    ['and not where it said that behind it', said(5_100), crash('has died'), false],
    [
      'and not where that was no error',
      said(4_900, { reading: saying('lost', { level: 'info' }) }),
      crash('has died'),
      false,
    ],
    [
      'and not where that tells of the same crash',
      said(4_900, { reading: saying('crash', { clause: 'crashed' }) }),
      crash('has died'),
      false,
    ],
    ['and not before what tells of a crash by its reason only', said(4_900), crash('went away'), false],
    [
      'and not before what has died for another reason',
      said(4_900),
      crash('has died', { reading: saying('lost', { clause: 'it has died' }) }),
      false,
    ],
  ])('%s', (_, reason, of, isFirst) => {
    expect(leadsBefore(reason, of)).toBe(isFirst);
  });

  it('where an exception says it behind the line that nobody caught it, at any level', () => {
    const what = (offset: number) =>
      said(offset, { row: aRow({ template: '  what(): no map' }), reading: saying('lost', { level: 'info' }) });
    expect(leadsBefore(what(5_100), crash('terminate called'))).toBe(true);
    expect(leadsBefore(what(4_900), crash('terminate called'))).toBe(true);
    expect(leadsBefore(what(5_800), crash('terminate called'))).toBe(false);
  });
});

describe('of a line that adds only a number to "failed", the words right before it are the reason', () => {
  const coded = (clause: string, fields: Partial<Finding> = {}, code = 'EINVAL (-22)') =>
    line(50, 'probe ended', {
      place: aPlace(50, { offset: 5_000 }),
      reading: { ...saying('permission', { clause }), codes: [{ kind: 'errno', code, reason: null }] as never },
      ...fields,
    });
  const worded = (offset: number, fields: Partial<Finding> = {}) =>
    line(50, 'no firmware', {
      place: aPlace(50, { offset }),
      reading: saying('lost', { level: 'info', weight: 56 }),
      ...fields,
    });

  it.each([
    ['probe of 7-0031 failed with error -22', true],
    ["can't start rproc: -22", true],
    ['unable to attach (-22).', true],
    ['probe failed with error -22 on bus', false],
    ['probe failed with error 22', false],
    ['probe came back with -22', false],
    ['probe failed: -2222', false],
  ])('%s: %s', (clause, isFirst) => {
    expect(leadsBefore(worded(4_900), coded(clause))).toBe(isFirst);
  });

  const failed = 'probe failed with error -22';
  it.each<[promise: string, reason: Finding, told: Finding]>([
    ['where its code is no number', worded(4_900), coded(failed, {}, 'EINVAL')],
    ['where it has no code', worded(4_900), coded(failed, { reading: saying('permission', { clause: failed }) })],
    ['where it has no reading', worded(4_900), coded(failed, { reading: null })],
    ['where another program said them', worded(4_900, { app: 'other' }), coded(failed)],
    ['where another ECU said them', worded(4_900, { ecu: 'GWAY' }), coded(failed)],
    ['where they are said again and again', worded(4_900, { count: 3 }), coded(failed)],
    [
      'where they tell little',
      worded(4_900, { reading: saying('lost', { level: 'info', weight: 10 }) }),
      coded(failed),
    ],
    ['where they came behind it', worded(5_100), coded(failed)],
    ['where they came long before it', worded(4_299), coded(failed)],
    ['where they add only a number, too', coded(failed, { place: aPlace(50, { offset: 4_900 }) }), coded(failed)],
  ])('and not %s', (_, reason, told) => {
    expect(leadsBefore(reason, told)).toBe(false);
  });

  it('and not where something else failed in between', () => {
    const [first, between, told] = [worded(4_800), worded(4_900), coded(failed)].map((finding) =>
      anUnexplained({ core: [finding], score: 30 }),
    );
    putReasonsFirst([first, between, told]);
    expect([first.score, between.score, told.score]).toEqual([30, 31, 30]);
  });
});

describe('beside a known cause, a line that no rule knows', () => {
  const known = (fields: Partial<Candidate> = {}, cause: Partial<Finding> = {}): Candidate =>
    aCandidate({ core: [aFinding({ place: aPlace(50), ...cause })], score: 40, ...fields });
  const score = (second: number, ...causes: Candidate[]): number => {
    const candidate = anUnexplained({ core: [aLine({ place: aPlace(second) })], score: 45 });
    deferToKnown([candidate], causes);
    return candidate.score;
  };

  it.each<[promise: string, second: number, causes: Candidate[], score: number]>([
    ['ranks behind it where it came with it', 50, [known()], 39],
    ['ranks behind it where it came after it', 60, [known()], 39],
    ['keeps its rank where it clearly came before', 40, [known()], 45],
    ['keeps its rank where the logs contradict the cause', 60, [known({ contradicting: [aFinding()] })], 45],
    ['keeps its rank beside a mere step', 60, [known({}, { role: 'symptom' })], 45],
    [
      'ranks behind a code of the standard, whatever its role',
      60,
      [known({}, { role: 'symptom', code: 'NRC 0x31' })],
      39,
    ],
    ['keeps its rank beside another code', 60, [known({}, { role: 'symptom', code: 'XNRC 0x31' })], 45],
    ['ranks behind the lowest of several', 60, [known(), known({ score: 20 })], 19],
    ['keeps a rank that is lower anyway', 60, [known({ score: 90 })], 45],
  ])('%s', (_, second, causes, expected) => {
    expect(score(second, ...causes)).toBe(expected);
  });
});

describe('right before a state that something brings about, a line that no rule knows', () => {
  const state = (name: string, template: string, fields: Partial<Finding> = {}): Finding =>
    aFinding({ name, place: aPlace(50), row: aRow({ template }), ...fields });
  const said = (template: string, fields: Partial<Finding> = {}): Finding =>
    line(49, template, { reading: saying('invalid'), ...fields });
  const missing = state('device-missing', 'gate: no drive to start from');
  const busOff = state('can-bus-off', 'bus<num>: off');

  it.each<[promise: string, told: Finding, known: Finding, isFirst: boolean]>([
    ['ranks before a device that is not there', said('drive list is not valid'), missing, true],
    ['and not where another program told of it', said('drive list is not valid', { app: 'hmi' }), missing, false],
    ['and not on another ECU', said('drive list is not valid', { ecu: 'GWAY' }), missing, false],
    ['and not behind it', said('drive list is not valid', { place: aPlace(51) }), missing, false],
    ['and not long before it', said('drive list is not valid', { place: aPlace(42) }), missing, false],
    ['and not where it is said time and again', said('drive list is not valid', { count: 3 }), missing, false],
    ['and not where it gives no reason', said('drive failed', { reading: saying('failure') }), missing, false],
    [
      'and not where it tells little',
      said('drive list', { reading: saying('invalid', { weight: 41 }) }),
      missing,
      false,
    ],
    ['ranks before the state of a part that it names', said('bus<num>: illegal sign'), busOff, true],
    ['and not where it names another part', said('lamp<num>: illegal sign'), busOff, false],
    ['and not before what is a cause by itself', said('drive list is not valid'), state('no-space', 'full'), false],
    [
      'and not where both give the same reason',
      said('drive list not found', { reading: saying('not-found') }),
      state('device-missing', 'drive was not found'),
      false,
    ],
  ])('%s', (_, told, known, isFirst) => {
    const [candidate, cause] = [anUnexplained({ core: [told], score: 30 }), aCandidate({ core: [known], score: 70 })];
    raiseWhatWasToldBefore([candidate], [cause], []);
    expect(candidate.score).toBe(isFirst ? 71 : 30);
  });

  const told = said('drive list is not valid');
  const calm = (from: number): Finding[] =>
    [1, 2, 3].map((i) => aFinding({ category: 'line', reading: null, place: { ...told.place, offset: from + i } }));
  it('ranks before the state of a part that it names, however its log went on: parts come up side by side', () => {
    const sign = said('bus<num>: illegal sign');
    const [candidate, cause] = [anUnexplained({ core: [sign], score: 30 }), aCandidate({ core: [busOff], score: 70 })];
    raiseWhatWasToldBefore([candidate], [cause], calm(sign.place.offset));
    expect(candidate.score).toBe(71);
  });

  it.each([
    ['and not where the log goes on for long in between', (from: number) => calm(from), false],
    ['and does where it goes on for a moment only', (from: number) => calm(from).slice(1), true],
    [
      'and not where it goes on and another fault is known then',
      (from: number) => [
        ...calm(from).slice(0, 1),
        aFinding({
          category: 'fault',
          name: 'storage-error',
          role: 'symptom',
          place: { ...told.place, offset: from + 2 },
        }),
      ],
      false,
    ],
    [
      'and does where another fault is known at once',
      (from: number) => [
        aFinding({
          category: 'fault',
          name: 'storage-error',
          role: 'symptom',
          place: { ...told.place, offset: from + 1 },
        }),
      ],
      true,
    ],
  ])('%s', (_, between, isFirst) => {
    const [candidate, cause] = [anUnexplained({ core: [told], score: 30 }), aCandidate({ core: [missing], score: 70 })];
    raiseWhatWasToldBefore([candidate], [cause], between(told.place.offset));
    expect(candidate.score).toBe(isFirst ? 71 : 30);
  });
});

describe('where the last words on a failure name the program that it was of', () => {
  const of = (app: string, second: number, template: string, fields: Partial<Finding> = {}): Finding =>
    line(second, template, { app, reading: saying('invalid'), ...fields });
  const loud = of('viewer-2', 10, 'display is not valid');
  const mirror = of('mirror_server-1', 20, 'glass list is not valid');
  const namesMirror = of('keeper', 21, 'no start of node mirror_server', { reading: saying('failure') });
  const namesViewer = of('keeper', 15, 'viewer has died', { reading: saying('failure') });

  /** Whether what the mirror said, which weighs less, comes to rank first. */
  function leads(said: Finding, words: readonly Finding[]): boolean {
    const [a, b] = [
      anUnexplained({ core: [said], score: 30, consequences: [...words] }),
      anUnexplained({ core: [loud], score: 45, consequences: [...words] }),
    ];
    putReasonsFirst([a, b]);
    expect(b.score).toBe(45);
    return a.score > b.score;
  }

  it.each<[promise: string, said: Finding, words: readonly Finding[], isFirst: boolean]>([
    ['what it said right before ranks first', mirror, [namesMirror], true],
    ['and that they name another one before is not their last word', mirror, [namesViewer, namesMirror], true],
    [
      'and not where they name nobody',
      mirror,
      [{ ...namesMirror, row: aRow({ template: 'no start of node' }) }],
      false,
    ],
    ['and not where it names itself', mirror, [{ ...namesMirror, app: 'mirror_server-1' }], false],
    ['and not where it said so behind them', { ...mirror, place: aPlace(22) }, [namesMirror], false],
    ['and not where it gives no reason', { ...mirror, reading: saying('failure') }, [namesMirror], false],
    [
      'and not where its reason tells little',
      { ...mirror, reading: saying('invalid', { weight: 41 }) },
      [namesMirror],
      false,
    ],
    ['and not where its name is a word of every day', { ...mirror, app: 'node-1' }, [namesMirror], false],
    [
      'and not where it has the name of what was worked on',
      { ...mirror, app: 'kernel' },
      [{ ...namesMirror, row: aRow({ template: 'no start of kernel after its move' }) }],
      false,
    ],
    [
      'and does where such a name stands at the end, behind a colon',
      { ...mirror, app: 'planner' },
      [{ ...namesMirror, row: aRow({ template: 'no start of node: planner' }) }],
      true,
    ],
  ])('%s', (_, said, words, isFirst) => {
    expect(leads(said, words)).toBe(isFirst);
  });
});
