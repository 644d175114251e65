import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { BlfDecoder } from './blf-decoder.ts';
import { FILE_HEADER_BYTES } from './object-layout.ts';
import { findFileHeaderBytes, unpackContainers } from './unpack-containers.ts';

const MAGIC = asciiBytes('LOGG');
const OBJECT = asciiBytes('LOBJ');

/**
 * Binary logs of Vector's tools. There is no public specification: layouts as Technica-Engineering/vector_blf,
 * hardbyte/python-can `blf.py` and Wireshark `wiretap/blf.h` have them.
 */
export const blfFormat: LogFormat = {
  name: 'blf',
  version: 1,
  sniff: isBlf,
  unpack: unpackContainers,
  resumes: true,
  createDecoder: ({ sources }) => new BlfDecoder(sources),
};

/** The magic, and a length of the header that can be one; where that is damaged, an object where the header ends. */
function isBlf(head: Uint8Array): number {
  if (!startsWith(head, 0, MAGIC)) return 0;
  return findFileHeaderBytes(head) !== undefined || startsWith(head, FILE_HEADER_BYTES, OBJECT) ? 1 : 0;
}
