import { type LogInput, type LogVisitor, readLog } from '#src/parsers/log-reader.ts';
import { findCuttable, readRange } from '#src/parsers/read-range.ts';

/** A part of a bare file, which begins and ends where records do. */
export interface FileRange {
  from: number;
  to: number;
  /** One that can be cut (`findCuttable`). */
  format: string;
}

/** A plan names a format that cannot be cut. */
class NotCuttable extends Error {
  override readonly name = 'NotCuttable';

  constructor(format: string) {
    super(`Files of the format "${format}" cannot be read in ranges.`);
  }
}

/** A stored file, or the range of it that `stream` is; places count from the beginning of the file. */
type StoredFileInput = LogInput & { range?: FileRange | undefined };

/** Rejects only when `stream` does. */
export async function readStoredFile({ range, ...input }: StoredFileInput, visitor: LogVisitor): Promise<void> {
  if (!range) return readLog(input, visitor);
  const format = findCuttable(range.format);
  if (!format) throw new NotCuttable(range.format);
  return readRange({ ...input, offset: range.from, format }, visitor);
}
