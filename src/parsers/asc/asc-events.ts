import type { LineWords } from '../frames/line-words.ts';
import { asciiBytes } from '../lines/ascii.ts';
import { Flag, Kind } from '../record-batch.ts';
import type { AscFrame } from './asc-frame.ts';

/** Events that are no frames, by the word they begin with: each is kept as text under its kind. */
const KIND_OF_WORD: readonly [word: string, kind: string][] = [
  ['Statistic:', 'Statistic'],
  ['Status:', 'Status'],
  ['J1939TP', 'J1939TP'],
  ['OverloadFrame', 'OverloadFrame'],
  ['Start', 'Start'],
  ['SV:', 'SV'],
  ['TFS:', 'TFS'],
  ['Fr', 'FlexRay'],
  ['Li', 'LIN'],
  ['L1', 'LIN'],
  ['L2', 'LIN'],
  ['L3', 'LIN'],
  ['L4', 'LIN'],
  ['ETH', 'Ethernet'],
  ['MOST', 'MOST'],
  ['A429', 'A429'],
  ['GPS', 'GPS'],
  ['WLAN', 'WLAN'],
  ['Comment:', 'Comment'],
];
/** Few, so that a hostile file makes no sources; `text` takes every other line, `TxRq` requests to send a frame. */
export const EVENT_KINDS = [...new Set(KIND_OF_WORD.map(([, kind]) => kind)), 'TxRq', 'text'];
export const TX_REQUEST = EVENT_KINDS.indexOf('TxRq');
const TEXT = EVENT_KINDS.indexOf('text');
const WORDS = KIND_OF_WORD.map(([word, kind]) => ({ bytes: asciiBytes(word), kind: EVENT_KINDS.indexOf(kind) }));

/** Takes the rest of the line, from the word under way on, as the text of an event. */
export function takeEvent(words: LineWords, frame: AscFrame): void {
  takeText(words, frame, WORDS.find(({ bytes }) => words.begins(bytes))?.kind);
}

export function takeText(words: LineWords, frame: AscFrame, kind: number = TEXT): void {
  frame.kind = Kind.message;
  frame.flags &= ~Flag.bodyInScratch;
  frame.eventKind = kind;
  frame.bodyStart = words.start;
  frame.bodyEnd = words.end;
}
