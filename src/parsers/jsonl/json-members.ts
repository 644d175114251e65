import { BACKSLASH, CLOSE_BRACKET, COLON, COMMA, CR, LF, OPEN_BRACKET, QUOTE, SPACE, TAB } from '../lines/ascii.ts';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export type JsonKind = 'string' | 'number' | 'array' | 'object' | 'literal';

/**
 * Walks the members of one JSON object in bytes, without making values of them. What is nested is skipped by counting
 * brackets, so depth costs nothing; numbers are left as written.
 */
export class JsonMembers {
  keyStart = 0;
  keyEnd = 0;
  /** Of a string: what is between its quotes. */
  valueStart = 0;
  valueEnd = 0;
  kind: JsonKind = 'literal';
  hasEscapes = false;
  /** Once `next` was false: the object was whole, and `at` is behind it. */
  isWhole = false;
  at = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  #isFirst = true;

  /** False when no object begins at `start`. */
  open(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#end = end;
    this.#isFirst = true;
    this.isWhole = false;
    this.at = start + 1;
    return start < end && bytes[start] === OPEN_BRACE;
  }

  next(): boolean {
    const byte = this.#skipWhite();
    if (byte === CLOSE_BRACE) {
      this.at++;
      this.isWhole = true;
      return false;
    }
    if (!this.#isFirst && (byte !== COMMA || this.#step() !== QUOTE)) return false;
    this.#isFirst = false;
    if (this.#bytes[this.at] !== QUOTE || this.at >= this.#end || !this.#skipString()) return false;
    this.keyStart = this.valueStart;
    this.keyEnd = this.valueEnd;
    if (this.#skipWhite() !== COLON) return false;
    return this.#readValue(this.#step());
  }

  #readValue(first: number): boolean {
    if (first === QUOTE) {
      this.kind = 'string';
      return this.#skipString();
    }
    this.valueStart = this.at;
    this.hasEscapes = false;
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      this.kind = first === OPEN_BRACE ? 'object' : 'array';
      return this.#skipNested();
    }
    this.kind = first === 0x2d || (first >= 0x30 && first <= 0x39) ? 'number' : 'literal';
    while (this.at < this.#end && !isValueEnd(this.#bytes[this.at])) this.at++;
    this.valueEnd = this.at;
    return this.valueEnd > this.valueStart;
  }

  /** Sets the value to what is between the quotes; false when the string is not closed. */
  #skipString(): boolean {
    const bytes = this.#bytes;
    let at = this.at + 1;
    this.valueStart = at;
    this.hasEscapes = false;
    while (at < this.#end && bytes[at] !== QUOTE) {
      if (bytes[at] === BACKSLASH) {
        this.hasEscapes = true;
        at++;
      }
      at++;
    }
    this.valueEnd = at;
    this.at = at + 1;
    return at < this.#end;
  }

  #skipNested(): boolean {
    const start = this.valueStart;
    let depth = 0;
    while (this.at < this.#end) {
      const byte = this.#bytes[this.at];
      if (byte === QUOTE) {
        if (!this.#skipString()) return false;
        continue;
      }
      this.at++;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) break;
    }
    this.valueStart = start;
    this.valueEnd = this.at;
    this.hasEscapes = false;
    return depth === 0;
  }

  /** Steps over one byte and white space. */
  #step(): number {
    this.at++;
    return this.#skipWhite();
  }

  #skipWhite(): number {
    while (this.at < this.#end && isWhite(this.#bytes[this.at])) this.at++;
    return this.at < this.#end ? this.#bytes[this.at] : -1;
  }
}

export function isWhite(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === LF || byte === CR;
}

function isValueEnd(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || isWhite(byte) || byte === QUOTE;
}
