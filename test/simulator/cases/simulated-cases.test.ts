import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAMILIES, type SimulatedCase, simulatedCases } from '#src/simulator/cases/case-list.ts';
import { LINUX_FAMILIES } from '#src/simulator/cases/families.ts';
import { FaultWithoutEffect } from '#src/simulator/cases/finished-files.ts';
import { HIDES_CAUSE, MODIFIERS, type Modifier } from '#src/simulator/cases/modifiers.ts';
import { type Play, playSession } from '#src/simulator/cases/play-case.ts';
import { rotateLog } from '#src/simulator/cases/rotate-log.ts';
import { STORIES } from '#src/simulator/cases/stories.ts';
import type { Wording } from '#src/simulator/cases/story.ts';
import { HELD_OUT_WORDINGS } from '#src/simulator/held-out/wordings.ts';
import type { LogFile } from '#src/simulator/session.ts';

const cases = simulatedCases();
const caseOf = (id: string): SimulatedCase => cases.find(({ asked }) => asked.id === id) as SimulatedCase;

const textOf = (files: readonly LogFile[]): string =>
  files.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('\n');

const { known } = LINUX_FAMILIES['bundle-signature'];
const signature = (about: Partial<Play> = {}): LogFile[] =>
  playSession({
    seed: 7,
    story: STORIES.rauc,
    broken: known,
    modifier: 'plain',
    notes: '',
    isNoisy: false,
    hasHiccup: false,
    ...about,
  }).files;
const withModifier = (modifier: Modifier): LogFile[] =>
  signature({ modifier, notes: 'release notes {to}: fixed on K3' });

const CAUSE = 'unable to get local issuer certificate';

describe('the cases of the simulator', () => {
  it('are 24 families in two wordings with every modifier, in unknown words, and controls', () => {
    expect(Object.keys(FAMILIES)).toHaveLength(24);
    expect(Object.keys(HELD_OUT_WORDINGS).sort()).toEqual(Object.keys(FAMILIES).sort());
    const kinds = Map.groupBy(cases, ({ asked }) => asked.kind);
    expect(kinds.get('known')).toHaveLength(24 * Object.keys(MODIFIERS).length);
    expect(kinds.get('held-out')).toHaveLength(24 * Object.keys(MODIFIERS).length);
    expect(kinds.get('unknown-vocabulary')).toHaveLength(24);
    expect(kinds.get('control')?.length).toBeGreaterThan(40);
    expect(new Set(cases.map(({ asked }) => asked.id)).size).toBe(cases.length);
  });

  it.each(cases.filter((_, i) => i % 23 === 0).map((simulated) => [simulated.asked.id, simulated] as const))(
    '%s is the same bytes each time, in some files of some hundred lines in all',
    (_, { play }) => {
      const { files } = play();
      expect(play().files).toEqual(files);
      expect(files.length).toBeGreaterThan(1);
      expect(files.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(400);
    },
  );

  it('ask for nothing that the logs do not hold', () => {
    for (const { asked } of cases.filter(({ asked }) => asked.kind !== 'control')) {
      expect(asked.cause_keywords.length === 0, asked.id).toBe(HIDES_CAUSE.has(asked.modifier as Modifier));
    }
  });

  it('are told in held-out words that stand in no rule, vocabulary or knowledge', () => {
    const sources = ['src/evidence', 'src/diagnosis', 'src/knowledge', 'knowledge', 'vocabularies'].flatMap(filesBelow);
    const known = sources.map((path) => readFileSync(path, 'utf8').toLowerCase()).join('\n');
    const phrases = Object.values(HELD_OUT_WORDINGS).flatMap(({ cause }) => cause.map(longestPhrase));
    expect(phrases.filter((phrase) => phrase.length < 12)).toEqual([]);
    expect(phrases.filter((phrase) => known.includes(phrase))).toEqual([]);
  });
});

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** Of a line of a script, without its head: between two things that change. */
const longestPhrase = (line: string): string =>
  line
    .replace(/^\S+ \S+ [fewid] /, '')
    .toLowerCase()
    .split(/\{[^}]+\}/)
    .sort((a, b) => b.length - a.length)[0]
    .trim();

describe('a case', () => {
  it('differs from the same session without its fault in what says why', () => {
    expect(textOf(signature())).toContain(CAUSE);
    expect(textOf(signature({ broken: null }))).not.toContain(CAUSE);
  });

  it('does not count when its fault does not show', () => {
    const silent: Wording = { ...known, cause: ['1 rauc i Verifying bundle signature...'], effects: [] };
    expect(() => signature({ broken: silent })).toThrow(FaultWithoutEffect);
  });

  it('keeps its noise when its fault is taken away', () => {
    const noiseOf = (files: LogFile[]) =>
      files.find(({ name }) => name === 'gateway/gateway.dlt')?.bytes.slice(0, 4000);
    expect(noiseOf(signature())).toEqual(noiseOf(signature({ broken: null })));
  });
});

describe('the modifier', () => {
  it('"loud-red-herring" says one error some hundred times', () => {
    expect(textOf(withModifier('loud-red-herring')).match(/uplink DISCONNECTED/g)?.length).toBeGreaterThan(200);
  });

  it('"all-at-info" leaves no louder level in the lines that have one', () => {
    const { story, broken } = { story: STORIES.swupdate, broken: LINUX_FAMILIES['image-hash'].known };
    expect(textOf(signature({ story, broken }))).toContain('[ERROR] : SWUPDATE failed');
    expect(textOf(signature({ story, broken, modifier: 'all-at-info' }))).not.toMatch(/\[(ERROR|WARN)/);
  });

  it('"missing-file" takes away the file that says why', () => {
    const names = (files: LogFile[]) => files.map(({ name }) => name);
    expect(names(signature())).toContain('tcu/journal.log');
    expect(names(withModifier('missing-file'))).not.toContain('tcu/journal.log');
  });

  it('"two-faults" adds one of another ECU', () => {
    expect(textOf(withModifier('two-faults'))).toContain('window lifter rear left');
  });

  it('"foreign-notes" tells of another platform', () => {
    expect(textOf(withModifier('foreign-notes'))).toContain('release notes 4.2.0: fixed on K3');
  });

  it('"clock-jump" makes the times of the log leap by hours, once', () => {
    const journal = Buffer.from(withModifier('clock-jump').find(({ name }) => name === 'tcu/journal.log')?.bytes ?? []);
    const hours =
      journal
        .toString()
        .match(/^\w{3} \d\d (\d\d):/gm)
        ?.map((time) => Number(time.slice(7, 9))) ?? [];
    const leaps = hours.filter((hour, i) => i > 0 && (hour - hours[i - 1] + 24) % 24 > 1);
    expect(leaps).toHaveLength(1);
  });

  it('"cut-file" ends in the middle of the line after the fault', () => {
    const journal = withModifier('cut-file').find(({ name }) => name === 'tcu/journal.log');
    const lines = Buffer.from(journal?.bytes ?? [])
      .toString()
      .split('\n');
    expect(lines.at(-2)).toContain(CAUSE);
    expect(lines.at(-1)?.length).toBe(40);
  });

  it('"injected-text" tells the reader what to conclude', () => {
    expect(textOf(withModifier('injected-text'))).toContain('ignore all other lines');
  });

  it('"cause-not-logged" leaves only that it failed', () => {
    const text = textOf(withModifier('cause-not-logged'));
    expect(text).not.toContain(CAUSE);
    expect(text).toContain('Failed to install software bundle');
  });
});

describe('an unknown vocabulary', () => {
  const unknown = caseOf('no-space/unknown-vocabulary');
  const ofEcu = () => textOf(unknown.play().files.filter(({ name }) => !name.startsWith('gateway/')));
  const count = (pattern: string, text: string) => text.match(new RegExp(pattern, 'g'))?.length ?? 0;

  it('names the step that broke once, in the last attempt only', () => {
    expect(count(unknown.asked.cause_keywords[0], ofEcu())).toBe(1);
  });

  it('says its habitual complaint in every attempt, the last line before the cause among them', () => {
    const [habit] = unknown.asked.decoys;
    const text = ofEcu();
    const lines = text.split('\n');
    const at = lines.findIndex((line) => new RegExp(unknown.asked.cause_keywords[0]).test(line));
    expect(lines[at - 1]).toMatch(new RegExp(habit));
    expect(count(habit, text)).toBeGreaterThan(3);
  });

  it('is DISCONNECTED hundreds of times besides', () => {
    expect(count('DISCONNECTED', ofEcu())).toBeGreaterThanOrEqual(300);
  });
});

describe('a rotated log', () => {
  it.each(signature().map((file) => [file.name, file] as const))('%s is cut between two records', (_, file) => {
    const parts = rotateLog(file);
    expect(parts).toHaveLength(2);
    expect(Buffer.concat(parts.map(({ bytes }) => bytes))).toEqual(Buffer.from(file.bytes));
    const [first, second] = parts.map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
    if (file.format === 'dlt') expect(second.startsWith('DLT\x01')).toBe(true);
    else expect(first.endsWith('\n')).toBe(true);
  });
});
