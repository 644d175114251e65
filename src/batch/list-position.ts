import { BATCH_ID, type Batch } from './batch.ts';
import { InvalidCursor } from './ports.ts';

/**
 * Where a batch stands in every list: creation time, then id, so that lists of any adapter agree and page stably.
 * It is also the cursor: a page goes on strictly behind it, whatever was added or changed state meanwhile.
 */
export const listPosition = (batch: Pick<Batch, 'createdAtMs' | 'batchId'>): string =>
  `${String(batch.createdAtMs).padStart(15, '0')}#${batch.batchId}`;

const POSITION = new RegExp(`^\\d{15}#${BATCH_ID.source.slice(1, -1)}$`);

export const toCursor = (position: string): string => btoa(position).replaceAll('=', '');

/** Throws `InvalidCursor` for anything `toCursor` did not make. */
export function fromCursor(cursor: string): string {
  if (!/^[A-Za-z0-9+/]{1,80}$/.test(cursor)) throw new InvalidCursor();
  const position = decodeBase64(cursor);
  if (!POSITION.test(position)) throw new InvalidCursor();
  return position;
}

function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    throw new InvalidCursor();
  }
}
