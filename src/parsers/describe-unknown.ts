import { findForeignFormat } from './foreign-formats.ts';
import { isErased } from './lines/sniff-lines.ts';

/** One sentence about bytes that no format accepts: what they look like, and the first of them. */
export function describeUnknown(head: Uint8Array): string {
  const foreign = findForeignFormat(head);
  if (foreign) {
    const advice = foreign.advice ? ` ${foreign.advice}.` : '';
    return `This is ${foreign.name}, which Argus does not read.${advice}`;
  }
  if (head.every((byte) => byte === 0)) return 'The file begins with zeros only: nothing of a log is in them.';
  if (isErased(head)) return 'The file begins with bytes FF only, as erased flash does: nothing of a log is in them.';
  return `No known log format: the file begins with the bytes ${hexOf(head.subarray(0, 8))}.`;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
