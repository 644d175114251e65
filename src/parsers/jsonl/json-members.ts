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

  /** The hot loop of every line: places are kept in variables, for a field is written each time. */
  next(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = skipWhite(bytes, this.at, end);
    if (at < end && bytes[at] === CLOSE_BRACE) {
      this.at = at + 1;
      this.isWhole = true;
      return false;
    }
    if (!this.#isFirst) {
      if (at >= end || bytes[at] !== COMMA) return false;
      at = skipWhite(bytes, at + 1, end);
    }
    this.#isFirst = false;
    if (at >= end || bytes[at] !== QUOTE || !this.#skipString(at)) return false;
    this.keyStart = this.valueStart;
    this.keyEnd = this.valueEnd;
    at = skipWhite(bytes, this.at, end);
    if (at >= end || bytes[at] !== COLON) return false;
    return this.#readValue(skipWhite(bytes, at + 1, end));
  }

  #readValue(from: number): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    const first = from < end ? bytes[from] : -1;
    if (first === QUOTE) {
      this.kind = 'string';
      return this.#skipString(from);
    }
    this.valueStart = from;
    this.hasEscapes = false;
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      this.kind = first === OPEN_BRACE ? 'object' : 'array';
      return this.#skipNested(from);
    }
    this.kind = first === 0x2d || (first >= 0x30 && first <= 0x39) ? 'number' : 'literal';
    let at = from;
    while (at < end && !isValueEnd(bytes[at])) at++;
    this.at = this.valueEnd = at;
    return at > from;
  }

  /** Sets the value to what is between the quotes, the first of which is at `quoteAt`; false when the string is not closed. */
  #skipString(quoteAt: number): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let hasEscapes = false;
    let at = quoteAt + 1;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) break;
      if (byte !== BACKSLASH) continue;
      hasEscapes = true;
      at++;
    }
    this.hasEscapes = hasEscapes;
    this.valueStart = quoteAt + 1;
    this.valueEnd = at;
    this.at = at + 1;
    return at < end;
  }

  #skipNested(start: number): boolean {
    this.at = start;
    let depth = 0;
    while (this.at < this.#end) {
      const byte = this.#bytes[this.at];
      if (byte === QUOTE) {
        if (!this.#skipString(this.at)) return false;
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
}

export function isWhite(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === LF || byte === CR;
}

function skipWhite(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] <= SPACE && isWhite(bytes[at])) at++;
  return at;
}

function isValueEnd(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || isWhite(byte) || byte === QUOTE;
}
