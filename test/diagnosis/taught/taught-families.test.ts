import { describe, expect, it } from 'vitest';
import type { Batch } from '#src/batch/batch.ts';
import { teachBatch } from '#src/batch/teach-batch.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';
import { anyOccurs } from '#src/evaluation/case-patterns.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import { type SimulatedCase, simulatedCases } from '#src/simulator/cases/case-list.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { newBatch } from '#test/support/new-batch.ts';
import { type ReadSession, readSession, storeWith } from '#test/support/taught-session.ts';

/** Families in words that no rule was written for; each twice, on two vehicles, the second with other trouble besides. */
const CASES = new Map(simulatedCases().map((simulated) => [simulated.asked.id, simulated]));
const FAMILIES = [
  ...new Set([...CASES.values()].filter(({ asked }) => asked.kind === 'held-out').map(({ asked }) => asked.family)),
];

async function read(
  family: string,
  modifier: string,
): Promise<{ session: ReadSession; asked: SimulatedCase['asked'] }> {
  const { asked, play } = CASES.get(`${family}/held-out/${modifier}`) as SimulatedCase;
  const { endUs, files } = play();
  return { session: await readSession(files, endUs), asked };
}

/** What an engineer would point at: the first line of the report that says the cause, else the one that a search finds. */
function lineOf(
  report: Report,
  { templates }: BatchEvidence,
  { cause_keywords, decoys }: SimulatedCase['asked'],
): string {
  const fits = (text: string): boolean => anyOccurs(cause_keywords, text) && !anyOccurs(decoys, text);
  const shown = report.evidence.find(({ quote }) => quote !== null && fits(quote.text));
  const [found] = templates.filter(({ template }) => fits(template)).sort((a, b) => a.count - b.count);
  return shown?.id ?? `${found.first.file}:${found.first.offset}`;
}

async function teach(family: string, cause: string): Promise<Lesson> {
  const { asked, session } = await read(family, 'plain');
  const report = await session.diagnose([]);
  const line = lineOf(report, session.evidence, asked);
  const batch = newBatch() as Batch;
  const ports = {
    store: await storeWith(batch.batchId, report, session.evidence),
    lessons: memoryLessonStore(),
    clock: { nowMs: () => 1_772_000_000_000 },
  };
  return teachBatch(ports, batch, {
    resolution: 'correct',
    cause,
    evidence: [line],
    not: [],
    actions: ['Replace it.'],
    platform: undefined,
    firmware: undefined,
    by: 'Ada',
    why: null,
    version: 0,
  });
}

const causeOf = (family: string): string => `What broke: ${family}`;
const leading = ({ hypotheses }: Report) => hypotheses.find(({ status }) => status === 'leading');

describe('a cause that was taught once', () => {
  it.each(FAMILIES.slice(0, 10))('is named on another vehicle, and cites its case: %s', async (family) => {
    const lesson = await teach(family, causeOf(family));
    const { session } = await read(family, 'loud-red-herring');
    const report = await session.diagnose([lesson]);
    expect(leading(report)?.title).toBe(causeOf(family));
    const row = `taught-${lesson.batchId.toLowerCase()}`;
    expect(leading(report)?.claims.flatMap(({ knowledge }) => knowledge)).toContain(row);
    expect(report.knowledge.matched.find(({ id }) => id === row)?.source).toContain(lesson.batchId);
    expect(report.actions[0]).toMatchObject({ text: 'Replace it.', knowledge: row });
    for (const elsewhere of [{ platform: 'K3' }, { firmware: { from: '5.0.0', to: '5.1.0' } }]) {
      const other = await session.diagnose([lesson], elsewhere);
      expect(other.hypotheses.map(({ title }) => title)).not.toContain(causeOf(family));
    }
  });
});
