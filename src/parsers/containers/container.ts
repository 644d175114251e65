import type { ByteStream } from '../byte-source.ts';
import type { ParseError } from '../log-format.ts';
import type { PackedStream } from '../packed-stream.ts';

/** A stream found inside a container. */
export interface ContainerEntry {
  /** As written in the archive; null for a bare compressed stream. */
  name: string | null;
  bytes: ByteStream;
}

/** An entry that cannot be read; its bytes are passed over. */
export interface UnreadableEntry {
  name: string | null;
  error: ParseError;
}

/**
 * A wrapping around logs, read from a forward stream. `read` yields entries one at a time and finds the next one whatever
 * the caller used of the last. It throws `ParseError` when nothing more can be found.
 */
export interface Container {
  readonly name: 'gzip' | 'zstd' | 'zip' | 'tar';
  /** By its first bytes (512 are enough). */
  detect(head: Uint8Array): boolean;
  read(input: PackedStream): AsyncIterable<ContainerEntry | UnreadableEntry>;
}
