import { containerOf } from './containers/walk-containers.ts';
import { LOG_FORMATS } from './registry.ts';
import { findFormat, SNIFF_BYTES } from './sniff.ts';

/** Bytes of a file that tell what it is. */
export const HEAD_BYTES = SNIFF_BYTES;

/** What the first bytes of a file say of how it can be read. */
export interface FileNature {
  /** Its bytes are compressed, so that more comes out of it than is in it. */
  isPacked: boolean;
  /** The format by which it can be cut into ranges; null where it has to be read front to back. */
  cuttable: string | null;
}

/** `head` is the beginning of a file, `HEAD_BYTES` of it where it has so many. */
export function examineHead(head: Uint8Array): FileNature {
  const container = containerOf(head);
  if (container) return { isPacked: container.name !== 'tar', cuttable: null };
  const format = findFormat(head, LOG_FORMATS);
  if (!format || 'readFile' in format) return { isPacked: false, cuttable: null };
  return { isPacked: format.unpack !== undefined, cuttable: format.cut?.fits(head) ? format.name : null };
}
