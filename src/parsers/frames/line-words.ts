import { numberIn } from './number-text.ts';

const SPACE = 0x20;
const TAB = 0x09;

/** Steps through the words of one line, which blanks part: `bytes[start … stop)` is the word under way. */
export class LineWords {
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  stop = 0;
  /** End of the line. */
  end = 0;

  open(bytes: Uint8Array, at: number, end: number): void {
    this.bytes = bytes;
    this.start = at;
    this.stop = at;
    this.end = end;
  }

  /** False when the line has ended: the word is empty then. */
  next(): boolean {
    const { bytes, end } = this;
    let p = this.stop;
    while (p < end && (bytes[p] === SPACE || bytes[p] === TAB)) p++;
    this.start = p;
    while (p < end && bytes[p] !== SPACE && bytes[p] !== TAB) p++;
    this.stop = p;
    return p > this.start;
  }

  /** The word as a number, or -1. */
  number(base: 10 | 16): number {
    return numberIn(this.bytes, this.start, this.stop, base);
  }

  is(word: Uint8Array): boolean {
    return this.stop - this.start === word.length && this.begins(word);
  }

  begins(word: Uint8Array): boolean {
    const { bytes, start } = this;
    if (this.stop - start < word.length) return false;
    for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
    return true;
  }
}
