import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { Episode } from '#src/diagnosis/locality.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import { WEIGHT } from '#src/diagnosis/score.ts';
import { linesToLookAt, proposeUnexplained, type UnexplainedInput } from '#src/diagnosis/unexplained.ts';
import {
  aContrast,
  aFinding,
  aLine,
  anOutcome,
  anUnexplained,
  aPlace,
  aReading,
  aRow,
  aStep,
} from '#test/support/findings.ts';

const propose = (findings: Finding[], input: Partial<UnexplainedInput> = {}) =>
  proposeUnexplained({
    ...{ findings, explained: new Set(), named: new Set(), fresh: new Set(), silences: [], news: new Map() },
    ...{ outcome: anOutcome(), contrast: aContrast(), episode: null },
    ...input,
  });

/** At `second`, and 100 bytes a second into its log; every line of another writer and about another thing. */
let writers = 0;
const at = (second: number | null, fields: Partial<Finding> = {}): Finding => {
  const app = `w${writers++}`;
  return aLine({ app, place: aPlace(second), row: aRow({ app, template: `${app} gone` }), ...fields });
};
const saying = (weight: number, kind = 'permission', level: 'error' | 'warn' | 'info' = 'error') =>
  aReading({ weight, level, reason: { kind, says: 'it broke', weight, pattern: /x/ } });
const wrapper = (second: number): Finding => at(second, { reading: aReading({ role: 'wrapper', weight: 18 }) });

/** Something new and good each second behind all lines, and something before them. */
const newsAfter = (times: number) => new Map([['0:', [0, ...Array.from({ length: times }, (_, i) => 90_000 + i)]]]);

const leads = (findings: Finding[], input: Partial<UnexplainedInput> = {}): Finding[] =>
  propose(findings, input).map(({ core: [finding] }) => finding);
const scoreOf = (finding: Finding, others: Finding[] = [], input: Partial<UnexplainedInput> = {}): number | undefined =>
  propose([...others, finding], input).find(({ core }) => core[0] === finding)?.score;

/** A line of weight 50 that stands alone: it is the first and the last of its chain. */
const ALONE = 50 * WEIGHT.perUnexplained + WEIGHT.earliest + WEIGHT.insideUpdate + WEIGHT.nearEnd;
const plain = (fields: Partial<Finding> = {}): Finding => at(100, { reading: saying(50), ...fields });

describe('a line may tell a cause that no rule knows', () => {
  it.each<[promise: string, finding: Finding, input: Partial<UnexplainedInput>]>([
    ['where its words tell of a failure', at(1, { reading: saying(20) }), {}],
    ['where a fault of a vocabulary has no row', aFinding({ place: aPlace(1) }), {}],
  ])('%s', (_, finding, input) => {
    expect(leads([finding], input)).toEqual([finding]);
  });

  const [explained, named, told] = [at(1), at(1, { reading: saying(45) }), at(1, { reading: saying(46) })];
  it.each<[promise: string, finding: Finding, input: Partial<UnexplainedInput>]>([
    ['where it is merely remarkable', at(1, { reading: saying(19) }), {}],
    ['where it says nothing of a failure', at(1, { reading: null }), {}],
    ['where it only says that a whole failed', wrapper(1), {}],
    ['where a known cause explains it', explained, { explained: new Set([explained]) }],
    ['where a row names its step, and it gives no reason', named, { named: new Set([named]) }],
    ['where what went well has it, too', explained, { contrast: aContrast({ decoys: [explained] }) }],
    ['where an engineer found it harmless', explained, { contrast: { ...aContrast(), harmlessSince: () => 'B7' } }],
    ['where it is everyday noise', aFinding({ name: 'probe-failed', place: aPlace(1) }), {}],
  ])('and not %s', (_, finding, input) => {
    expect(leads([finding], input)).toEqual([]);
  });

  it('although a row names its step, where it gives a reason', () => {
    expect(leads([told], { named: new Set([told]) })).toEqual([told]);
  });

  it('and not what a client only passes on where the line stands beside it', () => {
    const passed = aFinding({ name: 'ota-error', place: aPlace(1) });
    const line = at(1, { pointers: passed.pointers });
    expect(leads([passed, line])).toEqual([line]);
    expect(leads([passed])).toEqual([passed]);
    expect(leads([{ ...passed, code: 'kError' }, line])).toHaveLength(2);
  });

  it('and not where a vocabulary calls the same record everyday noise', () => {
    const line = at(1, { reading: saying(50) });
    const noise = aFinding({ name: 'probe-failed', place: aPlace(1), pointers: line.pointers });
    expect(leads([line, noise])).toEqual([]);
    const ofRow = aFinding({ name: 'probe-failed', place: aPlace(9), row: line.row });
    expect(leads([line, ofRow])).toEqual([]);
    const other = aFinding({ name: 'probe-failed', place: aPlace(9, { file: 3 }) });
    expect(leads([line, other])).toEqual([line]);
  });

  const looks = (app: string, template: string, offset: number): Finding =>
    at(1, { app, place: aPlace(1, { offset }), row: aRow({ app, template }), reading: saying(50, 'not-found') });
  it.each<[promise: string, next: Finding, isLeft: boolean]>([
    ['the driver that looked fails right after', looks('kernel', 'mmc_host timed out', 200), true],
    ['another driver fails right after', looks('kernel', 'usb_core timed out', 200), false],
    ['the driver fails long after', looks('kernel', 'mmc_host timed out', 900), false],
    ['the driver failed before', looks('kernel', 'mmc_host timed out', 0), false],
    ['its name is too short to be a driver', looks('kernel', 'mmc timed out', 200), false],
  ])('and everyday noise only where %s', (_, next, isLeft) => {
    const look = looks('kernel', 'mmc_host regulator not found', 100);
    const noise = aFinding({ name: 'probe-failed', place: look.place, pointers: look.pointers });
    expect(leads([look, noise, next]).includes(look)).toBe(isLeft);
  });

  it('and not where what follows tells too little, or no kernel looked', () => {
    const look = looks('kernel', 'mmc_host regulator not found', 100);
    const noise = aFinding({ name: 'probe-failed', place: look.place, pointers: look.pointers });
    expect(leads([look, noise, { ...looks('kernel', 'mmc_host busy', 200), reading: saying(41) }])).not.toContain(look);
    const service = looks('stored', 'mmc_host regulator not found', 100);
    const also = aFinding({ name: 'probe-failed', place: service.place, pointers: service.pointers });
    expect(leads([service, also, looks('stored', 'mmc_host timed out', 200)])).not.toContain(service);
  });
});

describe('lines of one log are one chain', () => {
  it.each<[promise: string, second: Finding, isChain: boolean]>([
    ['within a minute', at(160), true],
    ['and no longer', at(161), false],
    ['by their bytes where no clock tells', at(null, { place: aPlace(null, { offset: 18_192 }) }), true],
    ['and not farther apart', at(null, { place: aPlace(null, { offset: 18_193 }) }), false],
    ['and not in another file', at(100, { place: aPlace(100, { file: 1 }) }), false],
  ])('%s', (_, second, isChain) => {
    const first = at(100);
    const [lead] = propose([second, first]).filter(({ core }) => core[0] === first);
    expect(lead.consequences).toEqual(isChain ? [second] : []);
  });

  it('of which the three that tell most may be the cause', () => {
    const chain = [25, 30, 35, 40].map((weight, i) => at(100 + i, { reading: saying(weight, 'failure', 'info') }));
    expect(leads(chain)).toEqual([chain[3], chain[2], chain[1]]);
  });

  it('of which those behind the cause came of it: ends, and what tells of a failure, six at most', () => {
    const cause = at(100, { reading: saying(60) });
    const [faint, telling, end] = [at(101, { reading: saying(27) }), at(102, { reading: saying(28) }), wrapper(103)];
    expect(propose([cause, faint, telling, end])[0].consequences).toEqual([telling, end]);
    const many = Array.from({ length: 9 }, (_, i) => wrapper(101 + i));
    expect(propose([cause, ...many])[0].consequences).toEqual(many.slice(0, 6));
  });

  it.each<[promise: string, finding: Finding]>([
    ['a step that failed', aStep('phase:install:failed', { place: aPlace(101) })],
    ['a rollback', aStep('marker:rolled-back', { place: aPlace(101) })],
    ['a boot', aStep('boot', { place: aPlace(101) })],
    ['a fault that only repeats that something failed', aFinding({ role: 'consequence', place: aPlace(101) })],
  ])('and %s is an end', (_, finding) => {
    expect(propose([at(100), finding])[0].consequences).toEqual([finding]);
  });

  it('and that a log begins is none', () => {
    expect(propose([at(100), aStep('log-begin', { place: aPlace(101) })])[0].consequences).toEqual([]);
  });
});

describe('a line that may tell a cause weighs', () => {
  it('what its words tell, and more as the first and the last of its chain inside the update', () => {
    expect(scoreOf(plain())).toBe(ALONE);
    expect(scoreOf(plain({ reading: saying(60) }))).toBe(ALONE + 10 * WEIGHT.perUnexplained);
  });

  const other = (second: number, fields: Partial<Finding> = {}) => at(second, { reading: saying(50), ...fields });

  it.each<[promise: string, finding: Finding, others: Finding[], input: Partial<UnexplainedInput>, more: number]>([
    ['less where another reason came before it', plain(), [other(90)], {}, -WEIGHT.earliest],
    [
      'no less where what came before it is everyday',
      plain(),
      [other(90, { reading: saying(50, 'busy', 'info') })],
      {},
      0,
    ],
    [
      'less where its writer called that an error',
      plain(),
      [other(90, { reading: saying(50, 'busy') })],
      {},
      -WEIGHT.earliest,
    ],
    ['no less where what came before it tells little', plain(), [other(90, { reading: saying(41) })], {}, 0],
    [
      'less before an update',
      plain(),
      [],
      { outcome: anOutcome({ start: aStep('phase:check:started', { place: aPlace(9_999) }) }) },
      WEIGHT.outsideUpdate - WEIGHT.insideUpdate,
    ],
    ['less where its log went on for long', plain(), [], { news: newsAfter(60) }, WEIGHT.longBefore],
    ['and no less where it went on for a while', plain(), [], { news: newsAfter(59) }, 0],
    ['more right before an end', plain(), [wrapper(105)], {}, WEIGHT.rightBeforeEnd - WEIGHT.nearEnd],
    ['as much as the last line where an end is near', plain(), [wrapper(120)], {}, 0],
    [
      'less where the end is farther away',
      plain(),
      [at(150, { place: aPlace(150, { offset: 14_097 }), reading: aReading({ role: 'wrapper' }) })],
      {},
      -WEIGHT.nearEnd,
    ],
    ['less where other lines follow at a distance', plain(), [other(120)], {}, -WEIGHT.nearEnd],
    ['no less where other lines follow right behind', plain(), [other(105)], {}, 0],
    [
      'more right before a restart',
      plain(),
      [aStep('boot', { place: aPlace(105) })],
      {},
      WEIGHT.rightBeforeEnd - WEIGHT.nearEnd,
    ],
    [
      'by a restart in its log however much later',
      plain(),
      [aStep('boot', { place: aPlace(9_000, { offset: 12_000 }) })],
      {},
      0,
    ],
    [
      'as information less than errors of its chain',
      plain({ reading: saying(50, 'permission', 'info') }),
      [other(101)],
      {},
      WEIGHT.onlyNoted,
    ],
    ['as a warning no less', plain({ reading: saying(50, 'permission', 'warn') }), [other(101)], {}, 0],
    [
      'as information no less where nothing is an error',
      plain({ reading: saying(50, 'permission', 'info') }),
      [],
      {},
      0,
    ],
    ['no less where it was logged fifty times', plain({ count: 50 }), [], {}, 0],
    ['less where it was logged more often', plain({ count: 51 }), [], {}, WEIGHT.noise],
  ])('%s', (_, finding, others, input, more) => {
    expect(scoreOf(finding, others, input)).toBe(ALONE + more);
  });

  it('more where only what went wrong has it', () => {
    const finding = plain();
    expect(scoreOf(finding, [], { contrast: aContrast({ specific: [finding] }) })).toBe(ALONE + WEIGHT.specific);
  });

  it('more where its writer fell silent with it', () => {
    const finding = plain();
    const silence = {
      row: aRow({ ecu: finding.ecu, app: finding.app }),
      lastUs: finding.place.timeUs as number,
      intervalUs: 1,
    };
    expect(scoreOf(finding, [], { silences: [silence] })).toBe(ALONE + WEIGHT.silenced);
    expect(propose([finding], { silences: [silence] })[0].silenced).toBe(silence.row);
    expect(propose([finding])[0].silenced).toBeNull();
  });

  it('less where its writer says the same of other things, too', () => {
    const code = (n: number, fields: Partial<Finding> = {}): Finding =>
      plain({
        app: 'x',
        row: aRow({ app: 'x', template: `page 0x0${n} is bad` }),
        place: aPlace(100 + 200 * n),
        ...fields,
      });
    const [one, two, three] = [code(1), code(2), code(3)];
    expect(scoreOf(one, [two])).toBe(ALONE);
    expect(scoreOf(one, [two, three])).toBe(ALONE + WEIGHT.often - WEIGHT.once);
    expect(scoreOf(code(4, { count: 2 }), [one, two, three])).toBe(ALONE);
    expect(scoreOf(plain({ row: null }), [one, two, three])).toBe(ALONE);
  });

  it('more where another writer gives the same reason of the same thing', () => {
    const row = (app: string) => aRow({ app, ecu: app, template: `${app} camera refused access` });
    const finding = plain({ app: 'a', ecu: 'A', row: row('a') });
    const agreeing = plain({ app: 'b', ecu: 'B', row: row('b'), place: aPlace(100, { file: 1 }) });
    expect(scoreOf(finding, [agreeing])).toBe(ALONE + WEIGHT.furtherSource);
    expect(propose([finding, agreeing])[0].sources).toHaveLength(2);
  });

  it('by its place in the try that failed, where one is known', () => {
    const episode: Episode = {
      ...{ spans: [{ stream: '0:', from: 0, to: 99_999 }], writers: new Set(), tellers: new Map(), named: new Set() },
      ...{
        isForNamed: false,
        textOf: () => '',
        logs: new Logs([]),
        fromUs: null,
        toUs: null,
        wellAt: null,
        endsUs: [],
      },
      placeable: new Set(),
    };
    expect(scoreOf(plain(), [], { episode })).toBe(ALONE - WEIGHT.insideUpdate + WEIGHT.sameLog + WEIGHT.once);
  });
});

describe('what a run that broke has and no other', () => {
  const row = aRow({ app: 'seq' });
  const fresh = new Set([row]);
  const quiet = (second: number, fields: Partial<Finding> = {}) =>
    at(second, { app: 'seq', row, reading: null, ...fields });

  it('tells of the cause, whatever its words', () => {
    const line = quiet(100);
    expect(propose([line], { fresh })).toMatchObject([
      { core: [line], isOfRun: true, score: Math.round(34 * WEIGHT.perUnexplained + 26) },
    ]);
    expect(propose([line])).toEqual([]);
  });

  it('weighs by its words where they tell more', () => {
    expect(scoreOf(quiet(100, { reading: saying(50) }), [], { fresh })).toBe(ALONE);
  });

  it('is told of first by its first line only', () => {
    const [first, second] = [quiet(100), quiet(101)];
    const proposed = propose([first, second], { fresh });
    expect(proposed.map(({ core, isOfRun }) => [core[0] === first, isOfRun])).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  it('is not a line that only says that a whole failed', () => {
    expect(leads([quiet(100, { reading: aReading({ role: 'wrapper', weight: 18 }) })], { fresh })).toEqual([]);
  });

  it('is told apart from what came first by other lines', () => {
    const line = at(100);
    expect(propose([line], { fresh })[0].isOfRun).toBe(false);
  });
});

describe('what goes with a line that may tell a cause', () => {
  it('is what its writer logged right before it and does not log all day, the last two', () => {
    const earlier = (offset: number, fields: Partial<Finding> = {}): Finding =>
      at(100, { app: 'a', reading: null, place: aPlace(100, { offset }), ...fields });
    const line = at(100, { app: 'a', place: aPlace(100, { offset: 1_000 }) });
    const lead = (...findings: Finding[]): Finding[] => propose([...findings, line])[0].lead;
    const [one, two, three] = [earlier(700), earlier(800), earlier(900)];
    expect(lead(three, one, two)).toEqual([two, three]);
    expect(lead(earlier(299))).toEqual([]);
    expect(lead(earlier(300))).toHaveLength(1);
    expect(lead(earlier(900, { count: 3 }))).toEqual([]);
    expect(lead(earlier(900, { count: 2 }))).toHaveLength(1);
    expect(lead(earlier(900, { app: 'b' }))).toEqual([]);
    expect(lead(earlier(900, { ecu: 'GWAY' }))).toEqual([]);
    expect(lead(earlier(900, { category: 'phase' }))).toEqual([]);
    expect(lead(earlier(1_001))).toEqual([]);
  });

  it('is in its support, each once: itself, its lead, who agrees and what came of it', () => {
    const lead = at(100, { app: 'a', reading: null, place: aPlace(100, { offset: 9_900 }) });
    const line = at(100, { app: 'a' });
    const end = wrapper(101);
    expect(propose([lead, line, end])[0].support).toEqual([line, lead, end]);
  });
});

describe('candidates', () => {
  it('come by their score, of equals the earlier first', () => {
    const [early, late, best] = [at(1), at(500), at(1_000, { reading: saying(70) })];
    expect(leads([late, early, best])).toEqual([best, early, late]);
  });
});

describe('lines to look at', () => {
  const of = (...findings: Finding[]) => findings.map((finding) => anUnexplained({ core: [finding] }));

  it('are those that tell most, each once, as many as were asked for', () => {
    const [one, two, three] = [at(1), at(2), at(3)];
    expect(linesToLookAt(of(one, one, two, three), anOutcome(), 2)).toEqual([one, two]);
  });

  it('are lines that tell of a failure', () => {
    const [fault, faint, telling] = [aFinding(), at(1, { reading: saying(27) }), at(2, { reading: saying(28) })];
    expect(linesToLookAt(of(fault, faint, telling), anOutcome(), 9)).toEqual([telling]);
  });

  it('come behind the others where they show after the end', () => {
    const [late, early] = [at(70), at(50)];
    const decided = aStep('phase:install:failed', { place: aPlace(60) });
    expect(linesToLookAt(of(late, early), anOutcome({ decided }), 9)).toEqual([early, late]);
    expect(linesToLookAt(of(late, early), anOutcome(), 9)).toEqual([late, early]);
  });
});
