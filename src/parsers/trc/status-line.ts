import { classOfSegment } from '../frames/error-class.ts';
import type { LineWords } from '../frames/line-words.ts';
import { asciiBytes } from '../lines/ascii.ts';
import { Flag, Kind } from '../record-batch.ts';
import type { TrcFrame } from './trc-frame.ts';

export const STATUS_KINDS = ['Status', 'ErrorCounter', 'Event'] as const;
const [STATUS, ERROR_COUNTER, EVENT] = [0, 1, 2];
const ERROR = -1;

/** Types of lines that are no frames with data, in versions 1.x and 2.x. */
const WORDS: readonly [word: Uint8Array, kind: number][] = [
  [asciiBytes('Warng'), STATUS],
  [asciiBytes('ST'), STATUS],
  [asciiBytes('FFFFFFFF'), STATUS],
  [asciiBytes('EC'), ERROR_COUNTER],
  [asciiBytes('EV'), EVENT],
  [asciiBytes('Error'), ERROR],
  [asciiBytes('ERROR'), ERROR],
  [asciiBytes('ER'), ERROR],
];
const TYPES = new Set(
  WORDS.map(([word]) => word)
    .filter(({ length }) => length === 2)
    .map(([first, second]) => (first << 8) | second),
);
const SPACE = 0x20;
/** Ids and lengths may stand before the word: `1842 0008 4 ERROR 00 19 08 08`. */
const WORDS_BEFORE = 3;
/** Buses have one or two digits, ids have four or eight. */
const MAX_BUS_DIGITS = 3;

/** Whether a type of version 2 that is no frame's stands at `at`. */
export function isStatusType(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 2] === SPACE && TYPES.has((bytes[at] << 8) | bytes[at + 1]);
}

/** Behind the time: an error frame, or a status that is kept as text; false when it is neither. */
export function readStatusLine(words: LineWords, frame: TrcFrame): boolean {
  for (let n = 0; n <= WORDS_BEFORE && words.next(); n++) {
    const found = WORDS.find(([word]) => words.is(word));
    if (!found) {
      if (n === 0) readBus(words, frame);
      continue;
    }
    takeStatus(words, found[1], frame);
    return true;
  }
  return false;
}

function takeStatus(words: LineWords, kind: number, frame: TrcFrame): void {
  const { start, stop, end } = words;
  // Version 2 puts the bus behind its types of two letters.
  if (stop - start === 2 && words.next()) readBus(words, frame);
  if (kind === ERROR) {
    frame.flags |= Flag.errorFrame;
    frame.id = classOfSegment(segmentOf(words));
    return;
  }
  frame.kind = Kind.message;
  frame.flags &= ~Flag.bodyInScratch;
  frame.statusKind = kind;
  frame.bodyStart = start;
  frame.bodyEnd = end;
}

/** `… <segment> <receive errors> <transmit errors>`, hexadecimal, at the end of an error frame of every version; or -1. */
function segmentOf(words: LineWords): number {
  let [segment, receive, last] = [-1, -1, -1];
  while (words.next()) [segment, receive, last] = [receive, last, words.number(16)];
  return segment;
}

function readBus(words: LineWords, frame: TrcFrame): void {
  const bus = words.stop - words.start < MAX_BUS_DIGITS ? words.number(10) : -1;
  if (bus >= 0) frame.channel = bus;
}
