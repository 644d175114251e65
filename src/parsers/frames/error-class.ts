import { asciiBytes } from '../lines/ascii.ts';
import type { LineWords } from './line-words.ts';

/** The id of an error frame says of what class it is, as that of SocketCAN does (linux/can/error.h); 0: the log does not say. */
export const ErrorClass = { unknown: 0, noAcknowledgement: 0x20 } as const;

/** Where in a frame a controller met the error (SJA1000, error code capture): here every node should have answered. */
const ACKNOWLEDGE_SLOT = 0x19;
export const SEGMENT_MASK = 0x1f;

export const classOfSegment = (segment: number): number =>
  segment === ACKNOWLEDGE_SLOT ? ErrorClass.noAcknowledgement : ErrorClass.unknown;

const NOT = asciiBytes('Not');
const ACKNOWLEDGE = asciiBytes('Acknowledge');

/** `Not Acknowledge error, dominant error flag …` behind the word that names an error frame. */
export function classInWords(words: LineWords): number {
  let isNot = false;
  while (words.next()) {
    if (isNot && words.is(ACKNOWLEDGE)) return ErrorClass.noAcknowledgement;
    isNot = words.is(NOT);
  }
  return ErrorClass.unknown;
}
