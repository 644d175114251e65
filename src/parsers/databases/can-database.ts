/** What a description file (DBC) says of the frames of a bus. */
export interface CanDatabase {
  /** By `messageKey`. */
  messages: ReadonlyMap<number, CanMessage>;
}

export interface CanMessage {
  id: number;
  isExtended: boolean;
  name: string;
  signals: readonly CanSignal[];
}

export interface CanSignal {
  name: string;
  /** As DBC numbers bits: of the lowest bit (Intel) or of the highest (Motorola). */
  startBit: number;
  bitCount: number;
  isBigEndian: boolean;
  type: 'unsigned' | 'signed' | 'float' | 'double';
  factor: number;
  offset: number;
  unit: string;
  /** Texts of raw values. */
  texts: ReadonlyMap<number, string>;
  /** Present only in frames in which that signal has a raw value in one of the ranges; null for always. */
  multiplexed: { by: CanSignal; ranges: readonly (readonly [from: number, to: number])[] } | null;
}

/** A description file that cannot be used; the sentence names the line. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

const EXTENDED = 0x80000000;

/** DBC writes 29-bit ids with bit 31 set. */
export const messageKey = (id: number, isExtended: boolean): number => (isExtended ? (id | EXTENDED) >>> 0 : id);
