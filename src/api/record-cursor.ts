import { Buffer } from 'node:buffer';
import type { EvidencePlace } from '#src/batch/batch-records.ts';
import { Problem } from './problem.ts';

type Side = 'after' | 'before';

/** Where a page goes on: behind a record, or before one. */
interface RecordCursor {
  side: Side;
  place: EvidencePlace;
}

export const writeCursor = (side: Side, { file, member, offset }: EvidencePlace): string =>
  Buffer.from(JSON.stringify([side, file, offset, member])).toString('base64url');

/** Throws `Problem` `invalid-request` for what `writeCursor` did not make. */
export function readCursor(text: string): RecordCursor {
  const [side, file, offset, member] = partsOf(text);
  const isSide = side === 'after' || side === 'before';
  if (!isSide || !isPlace(file) || !isPlace(offset) || !(member === null || typeof member === 'string'))
    throw notACursor();
  return { side, place: { file, offset, member } };
}

function partsOf(text: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

const isPlace = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function notACursor(): Problem {
  const detail = 'The cursor is not one that this list returned. Start again without a cursor.';
  return new Problem('invalid-request', detail, { places: [{ parameter: 'cursor', detail }] });
}
