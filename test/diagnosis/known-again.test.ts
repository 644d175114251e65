import { describe, expect, it } from 'vitest';
import { baselineText, isCommonIn, mergeSummaries, summaryOf } from '#src/diagnosis/baseline/baseline.ts';
import { signsOf } from '#src/diagnosis/similar/signs-of.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';
import { linesOfReport } from '#src/diagnosis/taught/lines-of-report.ts';
import { causeCodeOf, withLessons } from '#src/diagnosis/taught/with-lessons.ts';
import type { BatchEvidence, FaultEvent, TemplateRow } from '#src/evidence/file-evidence.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import { likenessOf, type TaughtLine } from '#src/knowledge/taught-line.ts';
import type { EvidenceItem, Report } from '#src/report/report.ts';
import { countEvidence, fileEvidence } from '#test/support/file-evidence.ts';
import { aRow } from '#test/support/findings.ts';

const evidence = (fields: Partial<BatchEvidence>): BatchEvidence => ({
  ...countEvidence([fileEvidence(0)], []),
  ...fields,
});
const failing = (weight: number, fields: Partial<TemplateRow> = {}): TemplateRow =>
  aRow({ template: `broke by ${weight}`, failure: { weight, role: 'cause', at: aRow().first }, ...fields });

describe('what a batch that went well logs', () => {
  const scope = { platform: 'J7', firmware: '4.1.0' };

  it('is each of its lines by its likeness, in an order of their own', () => {
    const rows = [aRow({ template: 'west' }), aRow({ template: 'east' }), aRow({ template: 'east' })];
    const { likenesses, ...rest } = summaryOf(evidence({ records: 9, templates: rows }), scope);
    expect(rest).toEqual({ ...scope, records: 9 });
    expect(likenesses).toEqual([...new Set(rows.map(likenessOf))].sort());
    expect(likenesses).toHaveLength(2);
  });

  it('is the eight thousand commonest of them, of equals by fingerprint', () => {
    const common = Array.from({ length: 7_999 }, (_, i) => aRow({ template: `t${i}`, count: 5 }));
    const [first, second] = ['v1:east', 'v1:west'].map((fingerprint) => aRow({ fingerprint, template: fingerprint }));
    const { likenesses } = summaryOf(evidence({ templates: [second, first, ...common] }), scope);
    expect(likenesses).toHaveLength(8_000);
    expect(likenesses).toContain(likenessOf(first));
    expect(likenesses).not.toContain(likenessOf(second));
  });

  it('adds up over batches: in how many of them a line stands', () => {
    const summary = (records: number, ...likenesses: string[]) => ({ ...scope, records, likenesses });
    const merged = mergeSummaries('previous-firmware', [summary(10, 'a', 'b'), summary(20, 'a'), summary(3)]);
    expect(merged).toEqual({
      ...scope,
      kind: 'previous-firmware',
      batches: 3,
      records: 33,
      seenIn: new Map([
        ['a', 2],
        ['b', 1],
      ]),
    });
    expect(baselineText(merged)).toBe('3 batches of platform J7 that went well with firmware 4.1.0 (33 records)');
  });

  it.each([
    [1, 1, true],
    [5, 1, true],
    [10, 1, true],
    [11, 1, false],
    [20, 2, true],
    [21, 2, false],
    [5, 0, false],
  ])('is everyday, of %i batches, in %i: %s', (batches, seen, isUsual) => {
    const baseline = {
      ...scope,
      kind: 'platform-firmware' as const,
      batches,
      records: 1,
      seenIn: new Map([['a', seen]]),
    };
    expect(isCommonIn(baseline, 'a')).toBe(isUsual);
    expect(isCommonIn(baseline, 'b')).toBe(false);
  });
});

describe('the signs that batches are compared by', () => {
  const fault = (kind: string, fields: Partial<FaultEvent> = {}): FaultEvent => ({
    ...{ kind, vocabulary: 'kernel', code: null, role: 'cause', ecu: 'IVI', app: '', context: '' },
    ...{ title: `It is ${kind}.`, facts: {}, count: 1, firstTimeUs: null, lastTimeUs: null, lifecycle: null, at: [] },
    ...fields,
  });
  const textsOf = (fields: Partial<BatchEvidence>): string[] => signsOf(evidence(fields)).map(({ text }) => text);

  it('are its faults, and then the lines that tell most of a failure, of equals the rarer', () => {
    const templates = [
      aRow(),
      failing(20),
      failing(50, { count: 9 }),
      failing(50, { count: 2, fingerprint: 'v1:b', template: 'rare west' }),
      failing(50, { count: 2, fingerprint: 'v1:a', template: 'rare east' }),
    ];
    expect(textsOf({ faults: [fault('crash')], templates })).toEqual([
      'It is crash.',
      'rare east',
      'rare west',
      'broke by 50',
      'broke by 20',
    ]);
  });

  it('are no faults that only repeat that something failed', () => {
    expect(textsOf({ faults: [fault('crash', { role: 'consequence' }), fault('hang', { role: 'symptom' })] })).toEqual([
      'It is hang.',
    ]);
  });

  it('are one for faults of one kind, code and class of ECU', () => {
    const idOf = (fields: Partial<FaultEvent>): string => signsOf(evidence({ faults: [fault('crash', fields)] }))[0].id;
    expect(idOf({ title: 'Other words.' })).toBe(idOf({}));
    expect(idOf({ code: '7' })).not.toBe(idOf({}));
    expect(idOf({ code: '' })).toBe(idOf({}));
    expect(idOf({ ecu: 'GWAY' })).not.toBe(idOf({}));
    expect(idOf({ kind: 'hang' })).not.toBe(idOf({}));
    expect(idOf({})).toMatch(/^f[0-9a-f]+$/);
    expect(signsOf(evidence({ faults: [fault('crash'), fault('crash')] }))).toHaveLength(1);
  });

  it('are two dozen faults and sixty-four signs at most', () => {
    const faults = Array.from({ length: 30 }, (_, i) => fault(`kind-${i}`));
    const templates = Array.from({ length: 70 }, (_, i) =>
      failing(40, { template: `line ${i}`, fingerprint: `v1:${100 + i}` }),
    );
    const texts = textsOf({ faults, templates });
    expect(texts).toHaveLength(64);
    expect(texts.filter((text) => text.startsWith('It is'))).toHaveLength(24);
  });
});

const line = (fields: Partial<TaughtLine> = {}): TaughtLine => ({
  ...{ fingerprint: null, likeness: null, kind: 'crash', code: null, ecu: 'ivi', text: 'nav crashed' },
  ...fields,
});
const lesson = (fields: Partial<Lesson> = {}): Lesson => ({
  ...{ batchId: 'B7', version: 2, isDisabled: false, resolution: 'fixed' as Lesson['resolution'], cause: 'Worn cable' },
  ...{ actions: ['Replace it.'], lines: [line()], harmless: [], platform: 'J7', firmware: null },
  history: [{ version: 1, what: 'taught', by: 'Ada', why: null, atMs: Date.UTC(2026, 4, 13) }],
  ...fields,
});
const BASE = { rows: [], snapshot: 'abc' } as unknown as KnowledgeBase;

describe('what an engineer taught', () => {
  it('is a row of knowledge, within its platform', () => {
    const second = line({ kind: 'hang' });
    expect(withLessons(BASE, [lesson({ lines: [line(), second] })]).rows).toEqual([
      {
        id: 'taught-b7',
        title: 'Worn cable',
        match: { lines: [line()] },
        requires: { lines: [second] },
        platforms: ['J7'],
        firmware: null,
        components: [],
        causeCode: 'taught-worn-cable',
        scope: 'any',
        symptom: 'nav crashed',
        cause: 'Engineers found this cause where the same lines stood.',
        actions: [{ text: 'Replace it.', risk: 'low' }],
        source: 'Taught by Ada on 2026-05-13 from batch B7',
      },
    ]);
  });

  it('needs no further line, platform, action or teacher', () => {
    const [row] = withLessons(BASE, [lesson({ platform: null, actions: [], history: [] })]).rows;
    expect(row).not.toHaveProperty('requires');
    expect(row).toMatchObject({
      platforms: ['*'],
      actions: [{ text: 'See how batch B7 was resolved.', risk: 'none' }],
      source: 'Taught by an engineer on an unknown day from batch B7',
    });
  });

  it('is told by who taught it last, and not by who switched it', () => {
    const by = (name: string, what: 'taught' | 'enabled', atMs: number) => ({
      version: 1,
      what,
      by: name,
      why: null,
      atMs,
    });
    const history = [by('Ada', 'taught', 0), by('Bea', 'taught', 86_400_000), by('Cid', 'enabled', 9e9)];
    expect(withLessons(BASE, [lesson({ history })]).rows[0].source).toBe('Taught by Bea on 1970-01-02 from batch B7');
  });

  it('is no row of a false alarm or without lines, but its harmless lines count', () => {
    const taught = withLessons(BASE, [
      lesson({ cause: null, harmless: [line()], firmware: '>=4' }),
      lesson({ lines: [] }),
    ]);
    expect(taught.rows).toEqual([]);
    expect(taught.harmless).toEqual([{ line: line(), firmware: '>=4', platforms: ['J7'], source: 'B7' }]);
    expect(withLessons(BASE, [lesson({ platform: null, harmless: [line()] })]).harmless).toMatchObject([
      { platforms: ['*'] },
    ]);
  });

  it('counts only while it is enabled', () => {
    expect(withLessons(BASE, [lesson({ isDisabled: true })])).toBe(BASE);
  });

  it('changes the snapshot with each version of it, in whatever order lessons come', () => {
    const [a, b] = [lesson({ batchId: 'A' }), lesson({ batchId: 'B' })];
    const { snapshot } = withLessons(BASE, [a, b]);
    expect(snapshot).toMatch(/^abc\+[0-9a-f]+$/);
    expect(withLessons(BASE, [b, a]).snapshot).toBe(snapshot);
    expect(withLessons(BASE, [a, { ...b, version: 3 }]).snapshot).not.toBe(snapshot);
    expect(withLessons(BASE, [b, a]).rows.map(({ id }) => id)).toEqual(['taught-a', 'taught-b']);
  });

  it.each([
    ['Worn cable!', 'taught-worn-cable'],
    ['WORN  cable', 'taught-worn-cable'],
    ['Kühlung 2', 'taught-ku-hlung-2'],
    [`${'a'.repeat(59)} b`, `taught-${'a'.repeat(59)}`],
    ['ケーブル', expect.stringMatching(/^taught-[0-9a-f]+$/)],
  ])('names its cause by its words: "%s" is %s', (cause, code) => {
    expect(causeCodeOf(cause)).toEqual(code);
  });
});

describe('a line of a report is known again', () => {
  const pointer = (offset: number) => ({ file: 0, member: null, sha256: '', offset, length: 5, digest: '' });
  const item = (offset: number | null, fields: Partial<EvidenceItem> = {}): EvidenceItem => ({
    ...{ id: 'E1', kind: 'line', text: 'It broke.', why: '', ecu: 'IVI-2', app: '', code: null, facts: {} },
    ...{ timeUs: null, count: 1 },
    quote:
      offset === null
        ? null
        : { file: 'a.log', pointer: pointer(offset), text: 'x', before: [], after: [], verified: true },
    ...fields,
  });
  const row = aRow({
    ecu: 'IVI-2',
    template: 'unit <num> failed',
    first: pointer(10),
    failure: { weight: 40, role: 'cause', at: pointer(20) },
    occurrences: [{ file: 0, member: null, offsets: [10, 20, 30] }],
  });
  const taught = (items: EvidenceItem[], ids: string[], templates: TemplateRow[] = [row]): TaughtLine[] =>
    linesOfReport({ evidence: items } as unknown as Report, evidence({ templates }), ids);
  const asText = {
    fingerprint: row.fingerprint,
    likeness: likenessOf(row),
    kind: null,
    code: null,
    text: row.template,
  };

  it.each([10, 20, 30])('by its template, at %i', (offset) => {
    expect(taught([item(offset)], ['E1'])).toMatchObject([asText]);
    expect(taught([], [`0:${offset}`])).toMatchObject([asText]);
  });

  it('at its first or most telling place where no other was kept', () => {
    const bare = { ...row, occurrences: [] };
    expect(taught([item(10)], ['E1'], [bare])).toMatchObject([{ kind: null }]);
    expect(taught([item(20)], ['E1'], [bare])).toMatchObject([{ kind: null }]);
  });

  it('by its kind and code where it is no line of text, or stands at no place that was kept', () => {
    const fault = item(10, { kind: 'nrc', code: 'NRC 0x72' });
    const coded = { fingerprint: null, likeness: null, kind: 'nrc', code: 'NRC 0x72', text: 'It broke.' };
    expect(taught([fault], ['E1'], [])).toMatchObject([coded]);
    for (const template of ['<frame>', '<payload> id 17']) {
      expect(taught([fault], ['E1'], [{ ...row, template }]), template).toMatchObject([coded]);
    }
    expect(taught([fault], ['E1'], [{ ...row, template: '<frame> lost' }])).toMatchObject([{ kind: null }]);
  });

  it.each<[promise: string, items: EvidenceItem[], id: string, templates: TemplateRow[], sentence: string]>([
    ['that the report does not have', [], 'E9', [row], 'The report has no evidence E9.'],
    [
      'that says what is absent',
      [item(null)],
      'E1',
      [row],
      'E1 is no line of a log: it says what the logs do not show.',
    ],
    [
      'that is logged too often',
      [item(99)],
      'E1',
      [row],
      'E1 is a line that is logged too often to be known again by it.',
    ],
    ['of a template only', [item(99, { kind: 'template' })], 'E1', [row], 'E1 is a line that is logged too often'],
    ['that stands at no place that was kept', [], '0:99', [row], 'At 0:99 stands no line that can be known again'],
    ['of another file', [], '1:10', [row], 'At 1:10 stands no line that can be known again'],
    ['at a place of two', [], '0:10', [row, { ...row }], 'At 0:10 stands no line that can be known again'],
    ['that is a frame', [], '0:10', [{ ...row, template: '<frame>' }], 'it is logged too often, or is no text.'],
  ])('and not one %s', (_, items, id, templates, sentence) => {
    expect(() => taught(items, [id], templates)).toThrow(sentence);
  });
});
