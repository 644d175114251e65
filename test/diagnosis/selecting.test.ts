import { describe, expect, it } from 'vitest';
import type { Attempt } from '#src/diagnosis/episodes.ts';
import { buildPack, evidenceIds } from '#src/diagnosis/evidence-pack.ts';
import { seeFault } from '#src/diagnosis/fault-seen.ts';
import type { Finding } from '#src/diagnosis/finding.ts';
import type { Proof } from '#src/diagnosis/prove.ts';
import { Logs } from '#src/diagnosis/rotated-logs.ts';
import { type Chosen, MAX_FINDINGS, selectFindings } from '#src/diagnosis/select-findings.ts';
import { wellAtOf } from '#src/diagnosis/striking.ts';
import { buildTimeline } from '#src/diagnosis/timeline.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import {
  aCandidate,
  aFinding,
  aLine,
  anOutcome,
  anUnexplained,
  aPlace,
  aReading,
  aStep,
  aStory,
  wordsIn,
} from '#test/support/findings.ts';

const at = (second: number, fields: Partial<Finding> = {}): Finding => aFinding({ place: aPlace(second), ...fields });
const many = (count: number, from: number, fields: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: count }, (_, i) => at(from + i, fields));

describe('the findings that a report shows', () => {
  const select = (findings: Finding[], chosen: Partial<Chosen> = {}) =>
    selectFindings(findings, { candidates: [], lookAt: [], outcome: anOutcome(), ...chosen });
  const whys = (...given: Parameters<typeof select>): string[] =>
    select(...given).map(({ finding, why }) => `${finding.place.offset / 100} ${why}`);

  it('are those of the four best candidates, four each', () => {
    const candidates = Array.from({ length: 5 }, (_, i) => aCandidate({ core: many(6, i * 10), sources: [] }));
    const shown = whys([], { candidates });
    expect(shown).toHaveLength(16);
    expect(shown[0]).toBe('0 A known cause has this finding');
    expect(shown.at(-1)).toBe('33 A known cause has this finding');
  });

  it('are those of a line that no rule knows, and what goes with it', () => {
    const [line, wrapper] = [aLine({ place: aPlace(1) }), at(2)];
    expect(whys([], { candidates: [anUnexplained({ core: [line], support: [line, wrapper], sources: [] })] })).toEqual([
      '1 Its words and its place may tell the cause',
      '2 It goes with a line that may tell the cause',
    ]);
    expect(
      whys([], { candidates: [aCandidate({ core: [line], support: [line, wrapper], sources: [] })] }),
    ).toHaveLength(1);
  });

  it('are those that show how the update ended', () => {
    const failure = at(9);
    expect(whys([], { outcome: anOutcome({ support: many(6, 1), failure }) })).toEqual([
      ...[1, 2, 3, 4].map((second) => `${second} It shows how the update ended`),
      '9 The first thing of the update that went wrong',
    ]);
  });

  it('are the lines to look at, all of them', () => {
    expect(whys([], { lookAt: many(9, 1) })).toHaveLength(9);
    expect(whys([], { lookAt: [aLine({ place: aPlace(1) }), at(2, { category: 'line' })] })).toEqual([
      '1 No rule knows it, and its words tell of a failure',
      '2 No rule knows it, and its writer calls it an error',
    ]);
  });

  it('are sources of the two best candidates, and what contradicts any', () => {
    const candidates = [1, 2, 3].map((i) =>
      aCandidate({ core: [at(i)], sources: many(6, i * 10), contradicting: many(3, i * 100) }),
    );
    const shown = whys([], { candidates });
    expect(shown.filter((why) => why.includes('goes with a known'))).toEqual(
      [10, 11, 12, 13, 20, 21, 22, 23].map((second) => `${second} An independent source that goes with a known cause`),
    );
    expect(shown.filter((why) => why.includes('contradicts'))).toEqual(
      [100, 101, 200, 201, 300, 301].map((second) => `${second} It contradicts a possible cause`),
    );
  });

  it('are faults by what they say, some of each', () => {
    const findings = [
      ...many(8, 1),
      ...many(8, 20, { role: 'symptom' }),
      ...many(8, 40, { role: 'consequence' }),
      at(60, { name: 'probe-failed' }),
      aStep('phase:install:failed', { place: aPlace(70) }),
    ];
    expect(whys(findings)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((second) => `${second} It names a cause`),
      ...[20, 21, 22, 23].map((second) => `${second} It names a step that failed`),
      ...[40, 41].map((second) => `${second} It repeats that something failed`),
    ]);
  });

  it('are the steps before the failure, and what the ECU did after it', () => {
    const story = aStory(
      'check started',
      'download started',
      'download succeeded',
      'verify started',
      'install started',
      'install failed',
      'boot',
      'slot-booted A',
      'install succeeded',
    );
    const [, start, , , , failure] = story;
    const shown = select(story, { outcome: anOutcome({ start, failure }) });
    expect(shown.filter(({ why }) => why.startsWith('Where')).map(({ finding }) => finding.text)).toEqual([
      'download started',
      'download succeeded',
      'verify started',
      'install started',
    ]);
    expect(shown.filter(({ why }) => why.startsWith('What the ECU')).map(({ finding }) => finding.text)).toEqual([
      'boot',
      'slot-booted A',
    ]);
  });

  it('are the last steps where nothing failed, and what the ECU did since the update began', () => {
    const story = aStory('download started', 'download succeeded', 'boot', 'verify started', 'install started');
    const shown = select(story, { outcome: anOutcome({ start: story[0] }) });
    expect(wordsIn(shown.map(({ finding }) => finding))).toEqual([
      'download started',
      'download succeeded',
      'boot',
      'verify started',
      'install started',
    ]);
    expect(select(story)).toEqual([]);
  });

  it('do not begin with a step where the update did not', () => {
    const story = aStory('update-applied', 'verify started');
    expect(wordsIn(select(story, { outcome: anOutcome({ start: story[0] }) }).map(({ finding }) => finding))).toEqual([
      'verify started',
    ]);
  });

  it('leave out steps before the update', () => {
    const story = aStory('check started', 'download started', 'install failed');
    expect(
      wordsIn(
        select(story, { outcome: anOutcome({ start: story[1], failure: story[2] }) }).map(({ finding }) => finding),
      ),
    ).toEqual(['download started', 'install failed']);
  });

  it('are each shown once, for the first reason, and at most forty-four', () => {
    const finding = at(1);
    expect(
      whys([finding], { lookAt: [finding], candidates: [aCandidate({ core: [finding], sources: [finding] })] }),
    ).toEqual(['1 A known cause has this finding']);
    expect(select([], { lookAt: many(60, 1) })).toHaveLength(MAX_FINDINGS);
    expect(MAX_FINDINGS).toBe(44);
  });

  it('come in order of time', () => {
    expect(whys([at(5), at(3, { role: 'symptom' })])).toEqual(['3 It names a step that failed', '5 It names a cause']);
  });
});

describe('the evidence of a report', () => {
  const evidence = countEvidence(
    [fileEvidence(0), { ...fileEvidence(1), file: { ...fileEvidence(1).file, member: 'in.log' } }],
    [],
  );
  const proofOf = (finding: Finding, text = 'quoted'): [Finding, Proof] => [
    finding,
    { pointer: finding.pointers[0], quote: { text, before: ['b'], after: ['a'], verified: true } },
  ];
  const pack = (findings: Finding[], negatives: string[] = [], proofs = findings.map((finding) => proofOf(finding))) =>
    buildPack(
      findings.map((finding) => ({ finding, why: 'Because' })),
      negatives,
      { evidence, proofOf: new Map(proofs) },
    );

  it('is numbered, with its words, its reason and its quote', () => {
    const finding = at(3, { code: 'EIO', facts: { pid: 7 }, count: 4 });
    const { items, idOf, findingOf } = pack([finding]);
    expect(items).toEqual([
      {
        id: 'E1',
        kind: 'crash',
        text: 'A process crashed, as IVI (app) logged 4 times.',
        why: 'Because.',
        ecu: 'IVI',
        app: 'app',
        code: 'EIO',
        facts: { pid: 7 },
        timeUs: finding.place.timeUs,
        count: 4,
        quote: {
          file: 'file-0.log',
          pointer: finding.pointers[0],
          text: 'quoted',
          before: ['b'],
          after: ['a'],
          verified: true,
        },
      },
    ]);
    expect([idOf.get(finding), findingOf.get('E1')]).toEqual(['E1', finding]);
  });

  it('is one item where several findings are of one record, named by what tells most', () => {
    const place = aPlace(1);
    const [step, marker, cause, line] = [
      aStep('phase:install:failed', { place, text: 'It failed', code: 'X', facts: { a: 1, b: 1 } }),
      aStep('marker:update-failed', { place, text: 'It gave up' }),
      at(1, { facts: { b: 2 }, count: 1 }),
      aLine({ place }),
    ];
    const { items, idOf } = pack([line, step, marker, cause]);
    expect(items).toMatchObject([
      {
        kind: 'crash',
        text: 'A process crashed, as IVI (app) logged.',
        code: 'X',
        facts: { a: 1, b: 1 },
      },
    ]);
    expect([step, marker, cause, line].map((finding) => idOf.get(finding))).toEqual(['E1', 'E1', 'E1', 'E1']);
  });

  it('says of one record what failed, and that a step ended with it only where it says nothing else', () => {
    const place = aPlace(1);
    const step = aStep('phase:install:failed', { place, text: 'It failed' });
    const marker = aStep('marker:update-failed', { place, text: 'It gave up' });
    const result = at(1, { role: 'consequence', text: 'The client ended' });
    const [cause, other] = [at(1), { ...at(1, { name: 'low-voltage', text: 'Too little power' }), key: 'other' }];
    const textOf = (...findings: Finding[]): string => pack(findings).items[0].text;
    expect(textOf(step, marker, result)).toBe('It gave up, as IVI (app) logged.');
    expect(textOf(step, cause, other, result)).toBe('A process crashed; Too little power, as IVI (app) logged.');
  });

  it.each([
    ['cause', 'symptom'],
    ['symptom', 'marker:committed'],
    ['marker:committed', 'phase:install:failed'],
    ['phase:install:failed', 'boot'],
    ['boot', 'consequence'],
    ['consequence', 'line'],
  ])('is named by its %s rather than by its %s', (first, second) => {
    const make = (name: string): Finding => {
      if (name === 'line') return aLine({ place: aPlace(1), role: 'symptom' });
      if (name === 'cause' || name === 'symptom' || name === 'consequence')
        return at(1, { role: name, name: `of-${name}` });
      return aStep(name, { place: aPlace(1) });
    };
    const [a, b] = [make(first), make(second)];
    expect(pack([b, a]).items[0].kind).toBe(a.name);
  });

  it('says the same once, and what a line says by its words', () => {
    const twice = [at(1), at(1, { name: 'other' })];
    expect(pack(twice).items[0].text).toBe('A process crashed, as IVI (app) logged.');
    expect(pack([aLine({ place: aPlace(1) })]).items[0].text).toBe(
      'Access was denied, by its words, as IVI (app) logged.',
    );
    const unread = aLine({ place: aPlace(1), reading: aReading({ reason: null }) });
    expect(pack([unread]).items[0].text).toContain('A line that only says that something is wrong, by its words');
  });

  it('leaves out what was not proven', () => {
    expect(pack([at(1)], [], []).items).toEqual([]);
  });

  it('names the file and its member, and a file that nobody knows by its number', () => {
    const inFile = (file: number, member: string | null) =>
      at(1, { place: aPlace(1, { file, member }), pointers: [{ ...at(1).pointers[0], file, member }] });
    const names = pack([inFile(1, 'in.log'), inFile(7, null)]).items.map(({ quote }) => quote?.file);
    expect(names).toEqual(['file-1.log › in.log', 'file 7']);
  });

  it('is cut where it is long, with what stands nearest to it', () => {
    const finding = at(1);
    const lines = (name: string) => Array.from({ length: 9 }, (_, i) => `${name}${i}`);
    const quote = {
      text: 'x'.repeat(3000),
      before: lines('b'),
      after: [...lines('a').slice(0, 5), 'y'.repeat(500), 'z'],
      verified: true,
    };
    const [item] = pack([finding], [], [[finding, { pointer: finding.pointers[0], quote }]]).items;
    expect(item.quote?.text).toBe(`${'x'.repeat(1999)}…`);
    expect(item.quote?.before).toEqual(['b3', 'b4', 'b5', 'b6', 'b7', 'b8']);
    expect(item.quote?.after.map((line) => line.length)).toEqual([2, 2, 2, 2, 2, 400]);
    const exact = pack([finding], [], [proofOf(finding, 'x'.repeat(2000))]).items[0];
    expect(exact.quote?.text).toBe('x'.repeat(2000));
  });

  it('ends with what never came', () => {
    const { items, negativeIds } = pack([at(1)], ['No commit is in the logs']);
    expect(items[1]).toEqual({
      id: 'E2',
      kind: 'negative',
      text: 'No commit is in the logs.',
      why: 'What should be in the logs of an update that worked is not there.',
      ...{ ecu: '', app: '', code: null, facts: {}, timeUs: null, count: 0, quote: null },
    });
    expect(negativeIds).toEqual(['E2']);
  });

  it('is cited once each, in the order of the findings, where it is in the pack', () => {
    const [a, b, c] = [at(1), at(2), at(3)];
    expect(evidenceIds([b, a, b, c], pack([a, b]))).toEqual(['E2', 'E1']);
  });
});

describe('the timeline', () => {
  const told = (findings: Finding[], cited: Finding[] = []) =>
    buildTimeline(findings, new Map(cited.map((finding, i) => [finding, `E${i + 1}`])));

  it.each<[finding: Finding, kind: string]>([
    [aStep('boot'), 'boot'],
    [aStep('phase:install:started'), 'phase'],
    [at(1), 'fault'],
    [aStep('marker:committed'), 'outcome'],
    [at(1, { category: 'template' }), 'fault'],
  ])('tells what happened: %#', (finding, kind) => {
    expect(told([finding])).toMatchObject({
      entries: [{ kind, ecu: 'IVI', timeUs: finding.place.timeUs, evidence: [] }],
      dropped: 0,
    });
  });

  it('says who logged it, how often, and what proves it', () => {
    const finding = at(1, { count: 3, ecu: '' });
    expect(told([finding], [finding]).entries).toEqual([
      {
        timeUs: finding.place.timeUs,
        ecu: 'app',
        kind: 'fault',
        text: 'A process crashed (3 times), as app logged.',
        evidence: ['E1'],
      },
    ]);
    expect(told([at(1)]).entries[0].text).toBe('A process crashed, as IVI (app) logged.');
  });

  it('leaves out lines that prove nothing, and that messages were lost', () => {
    const line = aLine();
    expect(told([line, at(1, { name: 'messages-lost' })])).toEqual({ entries: [], dropped: 0 });
    expect(told([line], [line]).entries).toMatchObject([{ kind: 'fault' }]);
  });

  it('comes in order of time, and keeps what tells most where it is too long', () => {
    const faults = many(310, 0);
    const [marker, phase, boot, template] = [
      aStep('marker:committed', { place: aPlace(900) }),
      aStep('phase:install:failed', { place: aPlace(901) }),
      aStep('boot', { place: aPlace(902) }),
      at(903, { category: 'template' }),
    ];
    const cited = at(904);
    const { entries, dropped } = told([cited, template, boot, phase, marker, ...faults], [cited]);
    expect([entries.length, dropped]).toEqual([300, 15]);
    expect(entries.slice(-5).map(({ kind }) => kind)).toEqual(['outcome', 'phase', 'boot', 'fault', 'fault']);
    expect(entries[0].timeUs).toBe(faults[0].place.timeUs);
  });

  it.each([
    ['marker', 'phase'],
    ['phase', 'boot'],
    ['boot', 'template'],
    ['template', 'fault'],
  ] as const)('keeps a %s rather than a %s', (first, second) => {
    const kept = at(900, { category: first });
    expect(told([...many(300, 0, { category: second }), kept]).entries.at(-1)?.timeUs).toBe(kept.place.timeUs);
    const lost = at(900, { category: second });
    expect(told([...many(300, 0, { category: first }), lost]).entries.at(-1)?.timeUs).not.toBe(lost.place.timeUs);
  });
});

describe('a fault is seen', () => {
  const size = {
    records: 1000,
    isUpdateOpen: false,
    logs: new Logs([]),
    wellAt: new Map<string, number>(),
    news: new Map([['0:', [1_000_000]]]),
    failing: 0,
    upAt: new Map<string, number>(),
    bringUps: new Map(),
    orders: new Map(),
    goingDown: new Map(),
  };
  const see = (findings: Finding[], seen: Partial<Parameters<typeof seeFault>[1]> = {}) =>
    seeFault(findings, {
      outcome: anOutcome(),
      attempts: [],
      unexplained: [],
      size,
      after: { attempts: seen.attempts ?? [], findings, templates: [], logs: size.logs, textOf: () => '' },
      isTaught: false,
      ...seen,
    });
  const notAttempted = anOutcome({ observed: 'not-attempted', support: [aStep('marker:up-to-date')] });
  const failed: Attempt = { ecu: 'IVI', outcome: 'failed', findings: [], end: null };
  const striking = anUnexplained({ core: [aLine({ reading: aReading({ weight: 60 }) })], standing: 'specific' });

  it.each<[promise: string, findings: Finding[], seen: Partial<Parameters<typeof seeFault>[1]>, finding: string]>([
    [
      'not where the update arrived, whatever its logs hold',
      [at(1)],
      { outcome: anOutcome({ observed: 'updated' }) },
      'no-fault',
    ],
    ['where it was rolled back', [], { outcome: anOutcome({ observed: 'rolled-back' }) }, 'fault'],
    ['where it failed', [], { outcome: anOutcome({ observed: 'failed' }) }, 'fault'],
    ['where it was interrupted', [], { outcome: anOutcome({ observed: 'interrupted' }) }, 'fault'],
    ['where the logs name a cause', [at(1)], {}, 'fault'],
    ['where they name a symptom', [at(1, { role: 'symptom' })], {}, 'fault'],
    ['where a line strikes by its words', [], { unexplained: [striking] }, 'fault'],
    ['where they name a cause, although no update was due', [at(1)], { outcome: notAttempted }, 'fault'],
    ['perhaps, where they only repeat that something failed', [at(1, { role: 'consequence' })], {}, 'unknown'],
    ['perhaps, where there is everyday noise', [at(1, { name: 'probe-failed' })], {}, 'unknown'],
    ['perhaps, where there are steps', [aStep('phase:check:failed')], {}, 'unknown'],
    [
      'perhaps, where a line does not strike',
      [],
      { unexplained: [anUnexplained({ core: [aLine({ reading: aReading({ weight: 20 }) })] })] },
      'unknown',
    ],
    ['perhaps, where nothing is known', [], {}, 'unknown'],
    [
      'perhaps, where what made a try fail did not keep the client from writing all of it',
      [at(1)],
      {
        attempts: [
          { ...failed, findings: [aStep('phase:verify:failed', { pointers: at(1).pointers })] },
          { ...failed, outcome: 'waiting-for-reboot' },
        ],
      },
      'unknown',
    ],
    [
      'where it made the last try fail',
      [at(1)],
      { attempts: [{ ...failed, findings: [aStep('phase:verify:failed', { pointers: at(1).pointers })] }] },
      'fault',
    ],
    ['not where there was nothing to do', [], { outcome: notAttempted }, 'no-fault'],
    [
      'perhaps, where there was nothing to do the last time, and a try went wrong',
      [],
      { outcome: notAttempted, attempts: [failed] },
      'unknown',
    ],
    [
      'perhaps, where nothing shows that there was nothing to do',
      [],
      { outcome: { ...notAttempted, support: [] } },
      'unknown',
    ],
    ['perhaps, where there is no record', [], { outcome: notAttempted, size: { ...size, records: 0 } }, 'unknown'],
  ])('%s', (_, findings, seen, finding) => {
    expect(see(findings, seen)).toBe(finding);
  });

  const told = (level: 'warn' | 'error', second: number): Finding => {
    const reason = { kind: 'corrupt', says: 'data is damaged', weight: 58, pattern: /damaged/ };
    return aLine({ place: aPlace(second), row: null, reading: aReading({ level, weight: 60, reason }) });
  };
  const stepAt = (second: number) => ({
    ...size,
    records: 100,
    wellAt: wellAtOf([], [aStep('phase:check:succeeded', { place: aPlace(second) })], size.logs),
  });

  it.each<[promise: string, chain: [first: Finding, ...behind: Finding[]], size: typeof size, finding: string]>([
    ['where only a warning tells of it, and no step went well', [told('warn', 1)], { ...size, records: 100 }, 'fault'],
    ['perhaps, where a step went well after the warning', [told('warn', 1)], stepAt(5), 'unknown'],
    ['where the step went well before the warning', [told('warn', 6)], stepAt(5), 'fault'],
    ['where its writer calls it an error, and it is grave', [told('error', 1)], stepAt(5), 'fault'],
    ['where an error came of the warning', [told('warn', 1), told('error', 2)], stepAt(5), 'fault'],
    ['perhaps, where only warnings came of it', [told('warn', 1), told('warn', 2)], stepAt(5), 'unknown'],
  ])('%s', (_, [first, ...consequences], ofLog, finding) => {
    expect(see([], { unexplained: [anUnexplained({ core: [first], consequences })], size: ofLog })).toBe(finding);
  });
});
