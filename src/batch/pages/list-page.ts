import { InvalidCursor } from '../ports.ts';

export interface ListPage<T> {
  items: T[];
  /** Of all pages. */
  total: number;
  /** Null on the last page. */
  cursor: string | null;
}

const CURSOR = /^i(\d{1,9})$/;

/** A page of a list that does not change. Throws `InvalidCursor`. */
export function pageOf<T>(
  items: readonly T[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): ListPage<T> {
  const from = cursor === undefined ? 0 : placeOf(cursor);
  const to = from + limit;
  return { items: items.slice(from, to), total: items.length, cursor: to < items.length ? `i${to}` : null };
}

function placeOf(cursor: string): number {
  const [, digits] = CURSOR.exec(cursor) ?? [];
  if (digits === undefined) throw new InvalidCursor();
  return Number(digits);
}
