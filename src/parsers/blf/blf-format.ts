import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { BlfDecoder } from './blf-decoder.ts';
import { FILE_HEADER_BYTES } from './object-layout.ts';
import { findFileHeaderBytes, unpackContainers } from './unpack-containers.ts';

const MAGIC = asciiBytes('LOGG');
const OBJECT = asciiBytes('LOBJ');
/** With the length of its header, 16, and version, 1, as containers have it. */
const OBJECT_HEADER = asciiBytes('LOBJ\x10\0\x01\0');

/**
 * Binary logs of Vector's tools. There is no public specification: layouts as Technica-Engineering/vector_blf,
 * hardbyte/python-can `blf.py` and Wireshark `wiretap/blf.h` have them.
 */
export const blfFormat: LogFormat = {
  name: 'blf',
  version: 2,
  sniff: isBlf,
  unpack: unpackContainers,
  resumes: true,
  createDecoder: ({ sources }) => new BlfDecoder(sources),
};

/**
 * The magic, and a length of the header that can be one; where that is damaged, an object where the header ends. Or an
 * object, where the header was lost: its frames have times since the recording began.
 */
function isBlf(head: Uint8Array): number {
  if (startsWith(head, 0, OBJECT_HEADER)) return 1;
  if (!startsWith(head, 0, MAGIC)) return 0;
  return findFileHeaderBytes(head) !== undefined || startsWith(head, FILE_HEADER_BYTES, OBJECT) ? 1 : 0;
}
