import { type Sign, signsOf } from '#src/diagnosis/similar/signs-of.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report, SimilarCase } from '#src/report/report.ts';
import type { CaseCard, CaseIndex } from './case-index.ts';
import { inParallel } from './in-parallel.ts';
import { evidenceKey, signsKey } from './keys.ts';
import type { LessonStore } from './lesson-store.ts';
import type { ObjectStore } from './ports.ts';
import { findJson, writeJson } from './stored-json.ts';

export interface SimilarPorts {
  cases: CaseIndex;
  lessons: Pick<LessonStore, 'find'>;
}

/** A sign that more batches have tells nothing apart. */
export const MAX_BATCHES_PER_SIGN = 1_000;
const SIGNS_AT_ONCE = 16;
const MAX_SIMILAR = 5;
const MAX_SHARED = 6;

interface Match {
  batchId: string;
  score: number;
  shared: { text: string; weight: number }[];
}

/**
 * Earlier batches that share signs with this one, the most alike first: each sign weighs the more the fewer batches have
 * it, and none once it is full. Exact over all batches: every list that counts is read whole.
 */
export async function findSimilar(
  { cases, lessons }: SimilarPorts,
  { batchId, signs }: { batchId: string; signs: readonly Sign[] },
): Promise<SimilarCase[]> {
  const matches = await matchesOf(cases, batchId, signs);
  const best = matches.sort((a, b) => b.score - a.score || (a.batchId < b.batchId ? 1 : -1)).slice(0, MAX_SIMILAR);
  const cards = new Map((await cases.findCards(best.map((each) => each.batchId))).map((card) => [card.batchId, card]));
  const similar: SimilarCase[] = [];
  for (const match of best) {
    const card = cards.get(match.batchId);
    if (card) similar.push({ ...shownOf(match, card), resolution: await resolutionOf(lessons, match.batchId) });
  }
  return similar;
}

async function matchesOf(cases: CaseIndex, batchId: string, signs: readonly Sign[]): Promise<Match[]> {
  const full = await cases.findFull(signs.map(({ id }) => id));
  const total = await cases.count();
  const matches = new Map<string, Match>();
  const lists = new Map<string, string[]>();
  const open = signs.filter(({ id }) => !full.has(id));
  await inParallel(open, SIGNS_AT_ONCE, async ({ id }) => {
    const batches = await cases.batchesWith(id, MAX_BATCHES_PER_SIGN + 1);
    if (batches.length <= MAX_BATCHES_PER_SIGN) lists.set(id, batches);
  });
  // In the order of the signs, so that sums are the same whatever came first.
  for (const { id, text } of open) {
    const others = (lists.get(id) ?? []).filter((other) => other !== batchId);
    const weight = Math.log((Math.max(total, others.length) + 1) / others.length);
    for (const other of others) {
      const match = matches.get(other) ?? { batchId: other, score: 0, shared: [] };
      match.score += weight;
      match.shared.push({ text, weight });
      matches.set(other, match);
    }
  }
  return [...matches.values()];
}

function shownOf({ batchId, score, shared }: Match, card: CaseCard): Omit<SimilarCase, 'resolution'> {
  const { firmware, platform, title, verdict } = card;
  const told = shared.toSorted((a, b) => b.weight - a.weight).slice(0, MAX_SHARED);
  const texts = told.map(({ text }) => text);
  return { batchId, score: Math.round(score * 100) / 100, shared: texts, title, verdict, platform, firmware };
}

async function resolutionOf(lessons: SimilarPorts['lessons'], batchId: string): Promise<SimilarCase['resolution']> {
  const lesson = await lessons.find(batchId);
  if (lesson === undefined || lesson.isDisabled) return null;
  return { resolution: lesson.resolution, cause: lesson.cause, actions: lesson.actions };
}

/** The signs of a batch, as they were kept when it was diagnosed; undefined where it is not read yet. */
export async function readSigns(store: ObjectStore, batchId: string): Promise<Sign[] | undefined> {
  const kept = await findJson<Sign[]>(store, signsKey(batchId));
  if (kept) return kept;
  // Of batches that were diagnosed before signs were kept.
  const evidence = await findJson<BatchEvidence>(store, evidenceKey(batchId));
  return evidence && signsOf(evidence);
}

/** Makes a batch one that later ones are compared with. What went well is none. */
export async function rememberCase(
  { cases, store }: { cases: CaseIndex; store: ObjectStore },
  { batchId, evidence, report }: { batchId: string; evidence: BatchEvidence; report: Report },
): Promise<void> {
  const own = signsOf(evidence);
  await writeJson(store, signsKey(batchId), own);
  if (report.finding === 'no-fault') return;
  const signs = own.map(({ id }) => id);
  const open = await openSigns(cases, signs);
  const leading = report.hypotheses.find(({ status }) => status === 'leading');
  const { firmware, platform } = report.batch;
  const card = { batchId, signs, title: leading?.title ?? null, verdict: report.verdict, platform, firmware };
  await cases.add(card, open);
}

/** Those that are not full; one that has become so is marked here, by who writes, and never by who only looks. */
async function openSigns(cases: CaseIndex, signs: readonly string[]): Promise<string[]> {
  const full = new Set(await cases.findFull(signs));
  const unmarked = signs.filter((sign) => !full.has(sign));
  await inParallel(unmarked, SIGNS_AT_ONCE, async (sign) => {
    const batches = await cases.batchesWith(sign, MAX_BATCHES_PER_SIGN + 1);
    if (batches.length <= MAX_BATCHES_PER_SIGN) return;
    full.add(sign);
    await cases.markFull(sign);
  });
  return signs.filter((sign) => !full.has(sign));
}
