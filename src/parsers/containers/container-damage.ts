import type { ByteCursor } from '../byte-cursor.ts';
import type { ByteStream } from '../byte-source.ts';
import { CodecError } from '../codecs.ts';
import { ParseError } from '../log-format.ts';

/** Turns a decoder's complaint into the sentence the user sees. `what` names the data: `gzip data`, `zip entry "a.log"`. */
export async function* decodeErrors(stream: ByteStream, place: { what: string; cursor: ByteCursor }): ByteStream {
  try {
    yield* stream;
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    throw error.problem === 'cut-off' ? cutOff(place.what, place.cursor) : damaged(place.what, place.cursor);
  }
}

export function cutOff(what: string, cursor: ByteCursor): ParseError {
  const message = `The ${what} is cut off at byte ${cursor.offset}; what came before is kept.`;
  return new ParseError('corrupt-container', message, cursor.offset);
}

export function damaged(what: string, cursor: ByteCursor): ParseError {
  const message = `The ${what} is damaged near byte ${cursor.offset}; what came before is kept.`;
  return new ParseError('corrupt-container', message, cursor.offset);
}

export function altered(what: string, cursor: ByteCursor): ParseError {
  const message = `The ${what} does not match its checksum: some of what was read from it is wrong.`;
  return new ParseError('corrupt-container', message, cursor.offset);
}
