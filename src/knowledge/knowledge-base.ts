import * as z from 'zod/mini';
import { digestOf } from '#src/evidence/digest.ts';
import { isReadableRange } from './firmware-range.ts';
import { KnowledgeRow } from './knowledge-row.ts';
import type { OwnShelf } from './own/own-shelf.ts';
import type { TaughtLine } from './taught-line.ts';

export interface KnowledgeBase {
  /** In order of id. */
  rows: readonly KnowledgeRow[];
  /** `kb1:` + digest of the rows: the same rows in any order give the same snapshot. */
  snapshot: string;
  /** Lines that engineers marked as harmless, for the batches that pass the filters. */
  harmless?: readonly HarmlessLine[];
  /** What a user's own lists say besides, to be asked by words. */
  own?: OwnShelf;
}

export interface HarmlessLine extends Pick<KnowledgeRow, 'platforms' | 'firmware'> {
  line: TaughtLine;
  /** The batch in which it was found harmless. */
  source: string;
}

/** A row that cannot be trusted: the message names the row and the field. */
export class KnowledgeError extends Error {
  override readonly name = 'KnowledgeError';
}

/** Checks parsed rows and puts them in order. Throws `KnowledgeError`: a wrong row must never reach an engineer. */
export function loadKnowledge(parsed: readonly unknown[]): KnowledgeBase {
  const rows = parsed.map(checkRow).sort((a, b) => (a.id < b.id ? -1 : 1));
  for (let i = 1; i < rows.length; i++) {
    if (rows[i].id === rows[i - 1].id) throw new KnowledgeError(`Knowledge row "${rows[i].id}" exists twice.`);
  }
  return { rows, snapshot: `kb1:${digestOf(new TextEncoder().encode(canonicalJson(rows)))}` };
}

function checkRow(value: unknown, index: number): KnowledgeRow {
  const result = z.safeParse(KnowledgeRow, value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new KnowledgeError(`Knowledge row ${nameOf(value, index)}: ${issue.path.join('.')}: ${issue.message}.`);
  }
  const row = result.data;
  if (![row.match.codes, row.match.kinds, row.match.templates].some((list) => list?.length)) {
    throw new KnowledgeError(`Knowledge row "${row.id}": match needs a code, a kind or a template.`);
  }
  if (row.firmware !== null && !isReadableRange(row.firmware)) {
    throw new KnowledgeError(`Knowledge row "${row.id}": firmware "${row.firmware}" is not a range like ">=7.2 <7.4".`);
  }
  return row;
}

function nameOf(value: unknown, index: number): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? `"${id}"` : `number ${index + 1}`;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
