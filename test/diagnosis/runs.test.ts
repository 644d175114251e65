import { describe, expect, it } from 'vitest';
import { findBrokenRuns } from '#src/diagnosis/runs.ts';
import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { SESSION_START_US } from '#test/support/evidence-builder.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';
import { aRow } from '#test/support/findings.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const FAILURE = { weight: 40, role: 'cause', at: aRow().first } as const;

/** What one writer logged, a letter a line and ten bytes each; upper case: its words tell of a failure. */
const written = (text: string, { file = 0, app = 'seq' } = {}): TemplateRow[] => {
  const places = Map.groupBy([...text.replaceAll(' ', '')].entries(), ([, letter]) => letter);
  return [...places].map(([letter, lines]) =>
    aRow({
      ...{ app, template: letter, fingerprint: `v1:${letter}`, failure: /[A-Z]/.test(letter) ? FAILURE : null },
      first: { ...aRow().first, file },
      occurrences: [{ file, member: null, offsets: lines.map(([i]) => i * 10) }],
    }),
  );
};
const FILES = [
  fileEvidence(0, {
    file: { index: 0, name: 'a.log', member: null, sha256: '', sizeBytes: 9_000, streamBytes: 9_000 },
  }),
];
const brokenIn = (text: string) => findBrokenRuns({ files: FILES, templates: written(text) });
const freshIn = (text: string): string[][] => brokenIn(text).map(({ fresh }) => fresh.map(({ template }) => template));

/** Four times the same six steps; the last time breaks off behind the third. */
const GOOD = 'abcdef abcdef abcdef';
const BROKEN = `${GOOD} abcXy`;

describe('a run that broke', () => {
  it('lacks steps that each of the others took, and has lines of its own', () => {
    expect(brokenIn(BROKEN)).toMatchObject([
      {
        times: 3,
        good: [
          { stream: '0:', writer: 'IVI\0seq', from: 0, to: 59 },
          { stream: '0:', from: 60, to: 119 },
          { stream: '0:', from: 120, to: 179 },
        ],
        bad: [{ stream: '0:', writer: 'IVI\0seq', from: 180, to: 220 }],
      },
    ]);
    expect(freshIn(BROKEN)).toEqual([['X', 'y']]);
  });

  it.each<[promise: string, text: string, isBroken: boolean]>([
    ['of a habit of three times', BROKEN, true],
    ['of two is none', 'abcdef abcdef abcXy', false],
    ['of four steps behind the first is one', 'abcde abcde abcde abX', true],
    ['of three is none', 'abcd abcd abcd abX', false],
    ['that lacks two steps is one', `${GOOD} abcdX`, true],
    ['that lacks one only is none', `${GOOD} abcdeX`, false],
    ['that lacks nothing is none', `${GOOD} abcdefX`, false],
    ['that has nothing but its begin is one of another kind', `${GOOD} aX`, false],
    ['is told by words of a failure', `${GOOD} abcX`, true],
    ['is told by three lines, where none of them tells of a failure', `${GOOD} abcxyz`, true],
    ['is not told by two such lines', `${GOOD} abcxy`, false],
    ['is not told by three, where only two steps are missing', `${GOOD} abcdxyz`, false],
    ['is not told by lines that others have, too', `q${GOOD}q abcq`, false],
    ['needs no order of the steps', 'abcdef aedcbf abcfed abcX', true],
    ['takes no line for a step that one of the others lacks', 'abcdef abcdef abcd abX', false],
    ['has steps that come more than once', 'abbcdef abbcdef abbcdef abX', true],
  ])('%s', (_, text, isBroken) => {
    expect(brokenIn(text)).toHaveLength(isBroken ? 1 : 0);
  });

  it('may stand in other lines than its own from the beginning on', () => {
    expect(freshIn(`pq ${BROKEN}`)).toEqual([['X', 'y']]);
  });

  it('is told by twelve lines at most, in order', () => {
    expect(freshIn(`${GOOD} abcX${LETTERS.slice(7)}`)).toEqual([['X', ...LETTERS.slice(7, 18)]]);
  });

  it('is none whose writer goes on to far longer work of another kind', () => {
    const other = `${LETTERS.slice(7)}αβγδεζηθικλμνξοπ`;
    expect(freshIn(`${GOOD} abcX${other.slice(0, 30)}`)).toHaveLength(1);
    expect(freshIn(`${GOOD} abcX${other.slice(0, 31)}`)).toEqual([]);
    expect(freshIn(`${GOOD} abcX${other.slice(0, 31).toUpperCase()}`)).toHaveLength(1);
  });

  it('is one writer’s: the steps of others are none of its steps', () => {
    const templates = [...written('aaaa X'), ...written('bcde bcde bcde b', { app: 'other' })];
    expect(findBrokenRuns({ files: FILES, templates })).toEqual([]);
    expect(
      findBrokenRuns({ files: FILES, templates: [...written(BROKEN), ...written('pq', { app: 'x' })] }),
    ).toHaveLength(1);
  });

  it('is not looked for among more than four hundred lines of a writer', () => {
    const others = Array.from({ length: 393 }, () => aRow({ app: 'seq' }));
    const templates = written(BROKEN);
    expect(templates).toHaveLength(8);
    const withOthers = (count: number) =>
      findBrokenRuns({
        files: FILES,
        templates: [
          ...templates,
          ...others
            .slice(0, count)
            .map((row, i) => ({ ...row, occurrences: [{ file: 0, member: null, offsets: [i % 180] }] })),
        ],
      });
    expect(withOthers(392)).toHaveLength(1);
    expect(withOthers(393)).toHaveLength(0);
  });
});

describe('a run in a log of several files', () => {
  const second = (n: number): number => SESSION_START_US + n * 1e6;
  const file = (index: number, from: number, format = 'text') =>
    fileEvidence(index, {
      file: { index, name: `log.${9 - index}`, member: null, sha256: '', sizeBytes: 120, streamBytes: 120 },
      firstTimeUs: second(from),
      lastTimeUs: second(from + 9),
      format,
      sources: [{ ecu: 'IVI', app: 'seq', context: '', records: 1 }],
    });
  const rows = (...texts: string[]): TemplateRow[] => {
    const merged = new Map<string, TemplateRow>();
    texts.forEach((text, index) => {
      for (const row of written(text, { file: index })) {
        const known = merged.get(row.fingerprint);
        merged.set(
          row.fingerprint,
          known ? { ...known, occurrences: [...known.occurrences, ...row.occurrences] } : row,
        );
      }
    });
    return [...merged.values()];
  };

  it('goes on from one file into the next, in order of time', () => {
    const templates = rows('ef abcXy', 'abcdef abcdef', 'abcdef abcd');
    const files = [file(0, 20), file(1, 0), file(2, 10)];
    expect(findBrokenRuns({ files, templates })).toMatchObject([
      {
        times: 4,
        good: [
          { stream: '1:', from: 0, to: 59 },
          { stream: '1:', from: 60, to: 120 },
          { stream: '1:', from: 120, to: 179 },
          { stream: '1:', from: 180, to: 240 },
          { stream: '1:', from: 240, to: 259 },
        ],
        bad: [{ stream: '1:', from: 260, to: 300 }],
        fresh: [{ template: 'X' }, { template: 'y' }],
      },
    ]);
  });

  it('is none of a file of another format', () => {
    const templates = [...written('abcdef abcdef abcdef'), ...written('abcX', { file: 1 })];
    expect(findBrokenRuns({ files: [file(0, 0), file(1, 20, 'dlt')], templates })).toEqual([]);
  });
});
