import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';

/** Pages that are held at once: 10 of 200 records are some forty screens, and a few megabytes. */
const MOST_PAGES = 10;

/** A stretch of the records that fit the filters, in their order: it moves along as the reader does. */
export interface LineWindow {
  pages: readonly RecordPage[];
  records: readonly RecordItem[];
}

export const EMPTY: LineWindow = { pages: [], records: [] };

const windowOf = (pages: readonly RecordPage[]): LineWindow => ({
  pages,
  records: pages.flatMap(({ records }) => records),
});

export const openAt = (page: RecordPage): LineWindow => windowOf([page]);

/** Behind what is held; what is farthest in front is let go, and can be asked for again. */
export const append = ({ pages }: LineWindow, page: RecordPage): LineWindow =>
  windowOf([...pages, page].slice(-MOST_PAGES));

/** In front of it. */
export const prepend = ({ pages }: LineWindow, page: RecordPage): LineWindow =>
  windowOf([page, ...pages].slice(0, MOST_PAGES));

export const cursorsOf = ({ pages }: LineWindow): { next: string | null; previous: string | null } => ({
  next: pages.at(-1)?.next ?? null,
  previous: pages[0]?.previous ?? null,
});

/** `3:1498`, and the entry where the file is an archive: what an address names a line by. */
export const placeOf = ({ file, offset }: Pick<RecordItem, 'file' | 'offset'>): string => `${file}:${offset}`;

export const keyOf = (record: RecordItem): string => `${record.file}:${record.member ?? ''}:${record.offset}`;

export interface Visible {
  first: number;
  /** Exclusive. */
  end: number;
}

/** The rows that a viewport shows, and a few around it so that nothing flashes. */
export function visibleRows(
  scrollTop: number,
  height: number,
  { rowPx, rows }: { rowPx: number; rows: number },
): Visible {
  const spare = 8;
  const first = Math.max(0, Math.floor(scrollTop / rowPx) - spare);
  return { first, end: Math.min(rows, Math.ceil((scrollTop + height) / rowPx) + spare) };
}
