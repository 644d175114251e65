import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';
import { rankBm25 } from '../bm25.ts';
import { isInFirmwareRange } from '../firmware-range.ts';
import { type OwnRow, searchText } from './own-row.ts';
import type { VectorIndex } from './vector-index.ts';

/** What is known of the vehicle; nothing known never passes a restriction. ECUs are told apart by the class of their name. */
export interface OwnScope {
  platform: string | null;
  ecus: readonly string[];
  components: readonly string[];
  /** That it had or got. */
  firmware: readonly string[];
}

interface OwnHit {
  row: OwnRow;
  /** Its place by words and by meaning, from 1; null where it was not found so. */
  byWords: number | null;
  byMeaning: number | null;
}

interface OwnExclusion {
  id: string;
  title: string;
  filter: 'platform' | 'ecu' | 'firmware' | 'component';
  reason: string;
}

export interface OwnSearch {
  words: string;
  scope: OwnScope;
  limit: number;
  /** The vectors of the rows, in their order, and that of the words. */
  meaning?: { vectors: VectorIndex; query: Float32Array };
}

/** Reciprocal rank fusion, with the constant of its authors (Cormack 2009): a first place counts 1/61. */
const FUSION = 60;
const MAX_RANKED = 100;

/** Hard filters first, then the ranks by words and by meaning, fused. Of rows that were turned away: those the words are in. */
export function searchOwn(rows: readonly OwnRow[], { limit, meaning, scope, words }: OwnSearch) {
  const reasons = rows.map((row) => findExclusion(row, scope));
  const scores = rankBm25(rows.map(searchText), words);
  const passed = [...rows.keys()].filter((i) => reasons[i] === undefined);
  const byWords = ranksOf(passed.filter((i) => scores[i] > 0).sort((a, b) => scores[b] - scores[a] || a - b));
  const near = meaning?.vectors.nearest(meaning.query, MAX_RANKED, (i) => reasons[i] === undefined) ?? [];
  const byMeaning = ranksOf(near);
  const fused = [...new Set([...byWords.keys(), ...byMeaning.keys()])]
    .map((i) => ({ i, score: reciprocal(byWords.get(i)) + reciprocal(byMeaning.get(i)) }))
    .sort((a, b) => b.score - a.score || a.i - b.i);
  const hits = fused.slice(0, limit).map(
    ({ i }): OwnHit => ({
      row: rows[i],
      byWords: byWords.get(i) ?? null,
      byMeaning: byMeaning.get(i) ?? null,
    }),
  );
  const turnedAway = [...rows.keys()].filter((i) => reasons[i] !== undefined && scores[i] > 0);
  const excluded = turnedAway
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .map((i): OwnExclusion => ({ id: rows[i].id, title: rows[i].title, ...(reasons[i] as Reason) }));
  return { hits, excluded: excluded.slice(0, limit) };
}

const ranksOf = (ordered: readonly number[]): Map<number, number> =>
  new Map(ordered.slice(0, MAX_RANKED).map((i, place) => [i, place + 1]));

const reciprocal = (rank: number | undefined): number => (rank === undefined ? 0 : 1 / (FUSION + rank));

type Reason = Pick<OwnExclusion, 'filter' | 'reason'>;

/** Undefined where nothing keeps the row away. */
function findExclusion({ components, ecus, firmware, platforms }: OwnRow, scope: OwnScope): Reason | undefined {
  return (
    outside('platform', platforms, scope.platform === null ? [] : [scope.platform]) ??
    outside('ecu', ecus.map(ecuClassOf), scope.ecus.map(ecuClassOf)) ??
    outsideFirmware(firmware, scope.firmware) ??
    outside('component', components, scope.components)
  );
}

function outside(
  filter: 'platform' | 'ecu' | 'component',
  allowed: readonly string[],
  own: readonly string[],
): Reason | undefined {
  if (allowed.length === 0) return undefined;
  const only = `It holds for ${filter} ${allowed.join(', ')} only`;
  if (own.length === 0) return { filter, reason: `${only}, and that of the vehicle is unknown.` };
  const known = new Set(own.map((name) => name.toLowerCase()));
  return allowed.some((name) => known.has(name.toLowerCase())) ? undefined : { filter, reason: `${only}.` };
}

function outsideFirmware(range: string | null, own: readonly string[]): Reason | undefined {
  if (range === null || own.some((version) => isInFirmwareRange(version, range))) return undefined;
  const why = own.length === 0 ? ', and that of the vehicle is unknown' : '';
  return { filter: 'firmware', reason: `It holds for firmware ${range} only${why}.` };
}
