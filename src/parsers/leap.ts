import { ByteCursor } from './byte-cursor.ts';
import { type ByteSource, streamSource } from './byte-source.ts';
import type { Window } from './record-batch.ts';

/** From the beginning of a stream, once a decoder has read that, to a record far behind. */
export interface Leap {
  /** Offset of the record in the stream. */
  to: number;
  /** The stream's bytes from anywhere; where absent, what is between is read and dropped. */
  source?: ByteSource;
}

/** Empties the window and moves it on; returns the cursor to fill it from. */
export async function leapTo(window: Window, cursor: ByteCursor, { source, to }: Leap): Promise<ByteCursor> {
  const between = to - window.offset - window.end;
  window.end = 0;
  window.offset = to;
  if (source === undefined) await cursor.skip(between);
  return source === undefined ? cursor : new ByteCursor(streamSource(after(source, to)));
}

const after = ({ read, size }: ByteSource, from: number): ByteSource => ({
  size: Math.max(0, size - from),
  read: (offset, length) => read(from + offset, length),
});
