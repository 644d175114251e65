import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import { newsOf } from '#src/diagnosis/news.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import { findSilences, silenceAt } from '#src/diagnosis/silences.ts';
import { isStriking, type LogFacts, wellAtOf } from '#src/diagnosis/striking.ts';
import type { Unexplained } from '#src/diagnosis/unexplained.ts';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';
import { aFinding, aLine, anUnexplained, aPlace, aReading, aRow, aStep } from '#test/support/findings.ts';

/** Two logs of 9,000 bytes. */
const FILES = [0, 1].map((index) =>
  fileEvidence(index, {
    file: { index, name: `f${index}.log`, member: null, sha256: '', sizeBytes: 9_000, streamBytes: 9_000 },
    lastTimeUs: aPlace(600).timeUs,
  }),
);
const LOGS = new Logs(FILES);
/** Something new is said at the end of each log. */
const NEWS_AT_ITS_END = new Map(['0:', '1:', '7:'].map((log) => [log, [8_999]]));
const facts = (fields: Partial<LogFacts> = {}): LogFacts => ({
  ...{ records: 100, failing: 0, isUpdateOpen: false, logs: LOGS, wellAt: new Map(), news: NEWS_AT_ITS_END },
  ...{ upAt: new Map(), bringUps: new Map(), orders: new Map(), goingDown: new Map() },
  ...fields,
});
/** Behind the first second of a log. */
const newsBehindFirst = (times: number) => new Map([['0:', Array.from({ length: times }, (_, i) => 101 + i)]]);
const LONG = { records: 201 };
/** And nothing new is said in it. */
const ENDS = { ...LONG, news: new Map() };

const saying = (weight: number, kind = 'permission', level: 'error' | 'warn' | 'info' | 'none' = 'info') =>
  aReading({ weight, level, reason: { kind, says: 'it broke', weight, pattern: /x/ } });
const endOf = (role: 'cause' | 'consequence'): Finding => aFinding({ category: 'fault', role });
/** Early in its log, and logged once. */
const line = (reading: Finding['reading'], fields: Partial<Finding> = {}): Finding =>
  aLine({ place: aPlace(1), row: null, reading, ...fields });
const strikes = (finding: Finding, size: Partial<LogFacts> = {}, fields: Partial<Unexplained> = {}): boolean =>
  isStriking(anUnexplained({ core: [finding], ...fields }), facts(size));

const error = (weight: number, kind?: string) => saying(weight, kind, 'error');
const warn = (weight: number, kind?: string) => saying(weight, kind, 'warn');
const loose = (weight: number) => saying(weight, 'permission', 'none');

describe('without an outcome, a line strikes', () => {
  const specific = { standing: 'specific' } as const;
  const silenced = { silenced: aRow() };
  const well = { wellAt: new Map([['0:', 5_000]]) };
  const behind = (count: number) => ({ consequences: Array.from({ length: count }, () => line(saying(30))) });
  const ended = { consequences: [aFinding({ name: 'service-failed', role: 'consequence' })] };
  const late = { place: aPlace(1, { offset: 5_950 }) };
  const last = { place: aPlace(1, { offset: 6_952 }) };

  it.each<[promise: string, isStriking: boolean, ...Parameters<typeof strikes>]>([
    ['where a vocabulary knows the fault', true, aFinding(), LONG],
    ['where only what went wrong has it, and it gives a reason', true, line(saying(42)), LONG, specific],
    ['and not where it gives none', false, line(saying(41)), LONG, specific],
    ['where it is the first of a run that broke', true, line(null), LONG, { ...specific, isOfRun: true }],
    ['and not in a run that is like others', false, line(null), LONG, { isOfRun: true }],
    ['where its writer fell silent with an error that gives a reason', true, line(error(42)), LONG, silenced],
    ['and not where that gives none', false, line(error(41)), LONG, silenced],
    ['and not where that is no error', false, line(saying(42)), LONG, silenced],
    ['in a long log where no healthy vehicle logs it', true, line(saying(56, 'corrupt')), LONG],
    ['and not where it tells less', false, line(saying(55, 'corrupt')), LONG],
    ['and not where healthy ones do', false, line(saying(79)), LONG],
    ['and not even as an error', false, line(error(79)), LONG],
    ['in an excerpt, by its words', true, line(saying(46)), {}],
    ['and not by fewer', false, line(saying(45)), {}],
    ['in an excerpt of two hundred records', true, line(saying(46)), { records: 200 }],
    ['and not where the reason is everyday', false, line(saying(60, 'busy')), {}],
    ['where its writer calls the everyday reason an error', true, line(error(46, 'busy')), {}],
    ['and not where it only warns of it', false, line(warn(60, 'busy')), {}],
    ['and not where it warns that something is unsupported', false, line(warn(60, 'unsupported')), {}],
    ['where it warns of another reason', true, line(warn(46)), {}],
    ['where it warns of a grave one, in a long log', true, line(warn(56, 'thermal')), LONG],
    ['and not where its log goes on to say that something went well', false, line(saying(60)), well],
    [
      'and not where its log goes on to a system that is up',
      false,
      line(saying(60)),
      { upAt: new Map([['0:', 5_000]]) },
    ],
    ['where a unit ended all the same', true, line(saying(60)), { upAt: new Map([['0:', 5_000]]) }, ended],
    ['where it came behind that', true, line(saying(60), { place: aPlace(1, { offset: 5_000 }) }), well],
    ['where another log says that', true, line(saying(60), { place: aPlace(1, { file: 1 }) }), well],
    ['where it is grave all the same', true, line(saying(56, 'corrupt')), well],
    ['and not where it was only warned of', false, line(warn(56, 'corrupt')), well],
    ['where an error came of the warning', true, line(warn(56, 'corrupt')), well, { consequences: [line(error(30))] }],
    ['where it is said again and again in an excerpt', true, line(saying(30), { count: 15 }), {}],
    ['and not where that tells little', false, line(saying(29), { count: 15 }), {}],
    ['and not where it is said less often', false, line(saying(30), { count: 14 }), {}],
    ['and not where it was said once, however short the excerpt', false, line(saying(30)), { records: 4 }],
    ['where it was said twice in a short one', true, line(saying(30), { count: 2 }), { records: 4 }],
    ['late in its log, as an error', true, line(error(36), late), {}],
    ['and not as an error that tells less', false, line(error(35), late), {}],
    ['and not earlier', false, line(error(36), { place: aPlace(1, { offset: 5_949 }) }), {}],
    ['late in its log, where an update is open', true, line(saying(36), late), { isUpdateOpen: true }],
    ['and not where none is', false, line(saying(36), late), {}],
    ['where nothing new is said behind it', true, line(saying(36), late), { news: new Map([['0:', [7, 5_949]]]) }],
    ['and not where that tells less', false, line(saying(35), late), { news: new Map([['0:', [7, 5_949]]]) }],
    ['and not where something new is', false, line(saying(36), late), { news: new Map([['0:', [7, 5_951]]]) }],
    ['and not in a long log', false, line(saying(55), late), ENDS],
    ['in a long one that ends there, as an error that gives a reason', true, line(error(46), last), ENDS],
    ['or where no level says how bad it is', true, line(loose(46), last), ENDS],
    ['and not for what whoever it talked to did', false, line(saying(60, 'lost', 'none'), last), ENDS],
    ['unless it calls that an error', true, line(error(60, 'lost'), last), ENDS],
    ['and not where the log goes on', false, line(error(46), { place: aPlace(1, { offset: 6_951 }) }), ENDS],
    ['and not as an error that tells less', false, line(error(45), last), ENDS],
    ['and not for a reason of everyday', false, line(error(60, 'busy'), last), ENDS],
    ['and not for none', false, line(error(60, 'failure'), last), ENDS],
    ['and not where something new is', false, line(error(46), last), { ...LONG, news: new Map([['0:', [6_953]]]) }],
    ['early in an excerpt where it gives a reason', true, line(loose(46)), { news: newsBehindFirst(59) }],
    ['and not where its log goes on for long', false, line(loose(46)), { news: newsBehindFirst(60) }],
    ['where it goes on for long behind an error', true, line(error(46)), { news: newsBehindFirst(60) }],
    ['or behind what was not let in', true, line(saying(58, 'refused', 'none')), { news: newsBehindFirst(60) }],
    ['or behind what no healthy vehicle logs', true, line(saying(56, 'corrupt')), { news: newsBehindFirst(60) }],
    ['where most of its excerpt tells of failures', true, line(saying(36)), { failing: 61 }],
    ['and not where less does', false, line(saying(36)), { failing: 60 }],
    ['and not late in a log of which nothing is known', false, line(error(36), { place: aPlace(1, { file: 7 }) }), {}],
    ['with much of its excerpt behind it', true, line(saying(42)), { records: 10 }, behind(2)],
    ['and not with less behind it', false, line(saying(42)), { records: 10 }, behind(1)],
    ['and not with less of the excerpt', false, line(saying(42)), { records: 11 }, behind(2)],
    ['and not where it gives no reason', false, line(saying(41)), { records: 10 }, behind(2)],
    [
      'with what is known to come of failures behind it',
      true,
      line(saying(36)),
      {},
      { consequences: [endOf('consequence')] },
    ],
    ['and not in a line that tells less', false, line(saying(35)), {}, { consequences: [endOf('consequence')] }],
    [
      'and not with what was only noted behind it',
      false,
      line(saying(36)),
      {},
      { consequences: [{ ...endOf('consequence'), name: 'access-denied' }] },
    ],
    [
      'and not with what may be a cause itself behind it',
      false,
      line(saying(36)),
      {},
      { consequences: [endOf('cause')] },
    ],
  ])('%s', (_, expected, ...given) => {
    expect(strikes(...given)).toBe(expected);
  });

  it.each(['crash', 'memory', 'watchdog', 'power', 'thermal', 'bus', 'input-output', 'corrupt', 'no-space'])(
    'in a long log where it tells of %s',
    (kind) => {
      expect(strikes(line(saying(56, kind)), LONG)).toBe(true);
    },
  );

  it('and not where its log last says that something went well behind every place of it', () => {
    const row = (offset: number) => aRow({ occurrences: [{ file: 0, member: null, offsets: [100, offset] }] });
    expect(strikes(line(saying(60), { row: row(4_999) }), well)).toBe(false);
    expect(strikes(line(saying(60), { row: row(5_000) }), well)).toBe(true);
    const elsewhere = aRow({ occurrences: [{ file: 1, member: null, offsets: [8_000] }] });
    expect(strikes(line(saying(60), { row: elsewhere }), well)).toBe(false);
  });
});

describe('a log says that something went well', () => {
  const row = (template: string, offsets: number[], file = 0): TemplateRow =>
    aRow({ template, occurrences: [{ file, member: null, offsets }] });

  it.each([
    ['self test passed', true],
    ['Update SUCCESSFULLY written', true],
    ['copy succeeded', true],
    ['status: success', true],
    ['all done', true],
    ['done', false],
    ['unsuccessful', false],
    ['bypassed', false],
    ['Signing succeeded', true],
    ['SIGTERM of child 4 succeeded', false],
    ['Hub was terminated successfully', false],
  ])('in "%s": %s', (template, isWell) => {
    expect(wellAtOf([row(template, [7])], [], LOGS).has('0:')).toBe(isWell);
  });

  it('last by the last of its lines and steps that went well', () => {
    const lines = [row('all done', [10, 90]), row('all done', [50]), row('all done', [20], 1)];
    const steps = [aStep('phase:check:succeeded', { place: aPlace(1, { file: 1, offset: 70 }) })];
    expect([...wellAtOf(lines, steps, LOGS)].sort()).toEqual([
      ['0:', 90],
      ['1:', 70],
    ]);
  });

  it('by no step that failed or began, and by no line that tells of a failure, too', () => {
    const steps = ['phase:check:failed', 'phase:check:started', 'marker:committed'].map((name) => aStep(name));
    const failing = {
      ...row('passed with errors', [7]),
      failure: { weight: 30, role: 'cause', at: aRow().first } as const,
    };
    expect(wellAtOf([failing], steps, LOGS).size).toBe(0);
  });
});

describe('a writer falls silent', () => {
  const us = (second: number): number => aPlace(second).timeUs as number;
  /** Ten seconds apart, to second 200, in a log that ends at second 600. */
  const beat = (fields: Partial<TemplateRow> = {}): TemplateRow =>
    aRow({
      ...{ count: 21, firstTimeUs: us(0), lastTimeUs: us(200), occurrences: [{ file: 0, member: null, offsets: [1] }] },
      ...fields,
    });
  const silences = (row: TemplateRow) => findSilences({ files: FILES, templates: [row] });

  it('where it logged all the time, and then no more while its log went on', () => {
    const row = beat();
    expect(silences(row)).toEqual([{ row, lastUs: us(200), intervalUs: 10e6 }]);
  });

  it.each<[promise: string, fields: Partial<TemplateRow>, isSilent: boolean]>([
    ['where it logged twenty times', { count: 20, firstTimeUs: us(10) }, true],
    ['and not where it logged less often', { count: 19, firstTimeUs: us(20) }, false],
    ['where it logged for twenty seconds', { firstTimeUs: us(180) }, true],
    ['and not where that was a burst', { firstTimeUs: us(180) + 1 }, false],
    ['and not where its log ended soon after', { firstTimeUs: us(280), lastTimeUs: us(480) }, false],
    ['where twelve of its times are missing', { firstTimeUs: us(279), lastTimeUs: us(479) }, true],
    ['and not where nobody is its writer', { app: '' }, false],
    ['and not without times', { firstTimeUs: null }, false],
    ['and not without an end', { lastTimeUs: null }, false],
    ['and not in a log of which nothing is known', { occurrences: [{ file: 7, member: null, offsets: [1] }] }, false],
    [
      'where another of its logs went on',
      { occurrences: [7, 1].map((file) => ({ file, member: null, offsets: [1] })) },
      true,
    ],
  ])('%s', (_, fields, isSilent) => {
    expect(silences(beat(fields))).toHaveLength(isSilent ? 1 : 0);
  });

  const silence = { row: beat(), lastUs: us(200), intervalUs: 10e6 };
  it.each<[promise: string, finding: Finding, isThere: boolean]>([
    ['at what it says three times its interval later', aLine({ place: aPlace(230) }), true],
    ['at what it says as much before', aLine({ place: aPlace(170) }), true],
    ['and not later', aLine({ place: aPlace(231) }), false],
    ['and not at what others say', aLine({ app: 'other', place: aPlace(200) }), false],
    ['and not at what it says on another ECU', aLine({ ecu: 'GWAY', place: aPlace(200) }), false],
    ['and not at what has no time', aLine({ place: aPlace(null) }), false],
  ])('%s', (_, finding, isThere) => {
    expect(silenceAt(finding, [silence])).toBe(isThere ? silence : undefined);
  });

  it('at what it says two seconds later, however fast it logged', () => {
    const fast = { ...silence, intervalUs: 1_000 };
    expect(silenceAt(aLine({ place: aPlace(202) }), [fast])).toBe(fast);
    expect(silenceAt(aLine({ place: aPlace(203) }), [fast])).toBeUndefined();
  });
});

describe('a log says something new', () => {
  it('where a line that tells of no failure stands in it for the first time', () => {
    const row = (template: string, offsets: number[], file = 0): TemplateRow =>
      aRow({ template, occurrences: [{ file, member: null, offsets }] });
    const failing = { ...row('it broke', [99]), failure: { weight: 30, role: 'cause', at: aRow().first } as const };
    expect([...newsOf([row('goes on', [40]), row('begins', [0, 80]), row('other', [7], 1), failing], LOGS)]).toEqual([
      ['0:', [0, 40]],
      ['1:', [7]],
    ]);
  });
});
