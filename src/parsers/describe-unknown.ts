import { type ForeignFormat, findForeignFormat } from './foreign-formats.ts';
import { isErased } from './lines/sniff-lines.ts';
import { ParseError } from './parse-error.ts';

/** Of bytes that no format accepts: what they look like, and the first of them, in one sentence. */
export function describeUnknown(head: Uint8Array): ParseError {
  const foreign = findForeignFormat(head);
  if (foreign?.isNoLog) return new ParseError('not-a-log', `This is ${foreign.name}, not a log.`);
  return new ParseError('unknown-format', foreign ? textOf(foreign) : describeBytes(head));
}

const textOf = ({ advice, name }: ForeignFormat): string =>
  `This is ${name}, which Argus does not read.${advice ? ` ${advice}.` : ''}`;

function describeBytes(head: Uint8Array): string {
  if (head.every((byte) => byte === 0)) return 'The file begins with zeros only: nothing of a log is in them.';
  if (isErased(head)) return 'The file begins with bytes FF only, as erased flash does: nothing of a log is in them.';
  return `No known log format: the file begins with the bytes ${hexOf(head.subarray(0, 8))}.`;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
