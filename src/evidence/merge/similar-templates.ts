import type { TemplateRow } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { codesOf, fingerprintOf } from '../templates/fingerprint.ts';
import { foldRows } from './template-merger.ts';

/** Share of words two templates must have in common to be one. */
const SIMILARITY = 0.8;
/**
 * Values of one word that must have been seen before the word is a parameter: "VM started" and "VM paused" are two
 * things, a host name with 16 values is one. Severe lines are merged late: there every word may be the cause.
 */
const DISTINCT_WORDS = { severe: 16, other: 8 };
/** Longest list of templates that a row is compared with; groups of one writer, level, codes and length are shorter. */
const MAX_LEADERS = 256;
const WILDCARD = '<*>';
const SEVERE = new Set(['fatal', 'error', 'warn']);

interface Cluster {
  leader: string[];
  /** Places where a member differs from the leader. */
  places: number[];
  rows: TemplateRow[];
}

/**
 * Merges templates that masking left apart, once, over rows in a fixed order (most frequent first): the result depends on
 * the rows only. Never across ECU, app, context, level or code; and a plain word becomes a wildcard only where enough
 * different words were seen in its place. A merged row has the fingerprint of its wildcard template.
 */
export function mergeSimilar(rows: readonly TemplateRow[]): TemplateRow[] {
  const groups = Map.groupBy([...rows].sort(byCount), groupOf);
  return [...groups.values()].flatMap(mergeGroup).sort(byCount);
}

const byCount = (a: TemplateRow, b: TemplateRow): number =>
  b.count - a.count || compareText(a.fingerprint, b.fingerprint) || compareText(a.ecu, b.ecu);

const wordsOf = (row: TemplateRow): string[] => row.template.split(' ');

function groupOf(row: TemplateRow): string {
  const codes = codesOf(row.template).join(' ');
  return [row.ecu, row.app, row.context, row.level, codes, wordsOf(row).length].join('\0');
}

function mergeGroup(rows: TemplateRow[]): TemplateRow[] {
  if (rows.length === 1) return rows;
  const leaders: { words: string[]; clusters: Map<string, Cluster> }[] = [];
  const alone: TemplateRow[] = [];
  for (const row of rows) {
    const words = wordsOf(row);
    const leader = leaders.find((candidate) => isSimilar(candidate.words, words));
    if (leader) addToCluster(leader.clusters, { leader: leader.words, words, row });
    else if (leaders.length < MAX_LEADERS) leaders.push({ words, clusters: new Map([['', clusterOf(words, row)]]) });
    else alone.push(row);
  }
  return [...leaders.flatMap(({ clusters }) => settle(clusters)), ...alone];
}

const clusterOf = (leader: string[], row: TemplateRow): Cluster => ({ leader, places: [], rows: [row] });

function addToCluster(
  clusters: Map<string, Cluster>,
  at: { leader: string[]; words: string[]; row: TemplateRow },
): void {
  const places = differences(at.leader, at.words);
  const key = places.join(' ');
  const cluster = clusters.get(key);
  if (cluster) cluster.rows.push(at.row);
  else clusters.set(key, { leader: at.leader, places, rows: [at.row] });
}

/** The leader joins the largest of its clusters that may merge; all else stays as it was. */
function settle(clusters: Map<string, Cluster>): TemplateRow[] {
  const [own, ...others] = clusters.values();
  const leader = own.rows[0];
  const ranked = others.sort((a, b) => b.rows.length - a.rows.length || compareText(`${a.places}`, `${b.places}`));
  const merging = ranked.find((cluster) => mayMerge(cluster, leader));
  const rest = ranked.filter((cluster) => cluster !== merging).flatMap((cluster) => cluster.rows);
  return [merging ? mergeRows([leader, ...merging.rows], merging.places) : leader, ...rest];
}

function mayMerge({ leader, places, rows }: Cluster, leaderRow: TemplateRow): boolean {
  const needed = SEVERE.has(leaderRow.level) ? DISTINCT_WORDS.severe : DISTINCT_WORDS.other;
  const all = [leader, ...rows.map(wordsOf)];
  return places.every((place) => {
    const words = new Set(all.map((line) => line[place]));
    return words.size >= needed || ![...words].some(isPlainWord);
  });
}

/** Letters, outside a mask: `eth<num>` is one, `(<num>)` is none. */
const isPlainWord = (word: string): boolean => /\p{L}/u.test(word.replace(/<[a-z]+>/g, ''));

function mergeRows(rows: TemplateRow[], places: number[]): TemplateRow {
  const merged = rows.reduce(foldRows);
  const words = wordsOf(merged);
  for (const place of places) words[place] = WILDCARD;
  const template = words.join(' ');
  return { ...merged, template, fingerprint: fingerprintOf({ ...merged, template }) };
}

function isSimilar(a: string[], b: string[]): boolean {
  const allowed = Math.floor(a.length * (1 - SIMILARITY) + 1e-9);
  let differing = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && ++differing > allowed) return false;
  return true;
}

function differences(a: string[], b: string[]): number[] {
  return a.flatMap((word, i) => (word === b[i] ? [] : [i]));
}
