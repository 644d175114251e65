import { DatabaseError } from './can-database.ts';

export interface Token {
  kind: 'word' | 'text' | 'mark';
  value: string;
  line: number;
}

/** DBC files of whole vehicles have some hundred thousand. */
const MAX_TOKENS = 20_000_000;
/** `:`, `|`, `@` and so on stand alone; `+` and `-` may also begin a number. */
const MARKS = new Set(':;|@()[],'.split(''));
const SPACES = new Set(' \t\r\n\f\v\0\ufeff'.split(''));

/** Splits a DBC file into words (names and numbers), texts in quotes, and marks. */
export function* tokensOf(source: string): Generator<Token, void> {
  let at = 0;
  let line = 1;
  for (let count = 0; at < source.length; count++) {
    if (count > MAX_TOKENS) throw new DatabaseError(`Line ${line}: the file is larger than any database of a vehicle.`);
    const char = source[at];
    if (SPACES.has(char)) {
      if (char === '\n') line++;
      at++;
    } else if (char === '"') {
      const end = endOfText(source, at, line);
      const value = source.slice(at + 1, end);
      yield { kind: 'text', value: value.replaceAll('\\"', '"'), line };
      line += countLines(value);
      at = end + 1;
    } else if (char === '/' && source[at + 1] === '/') {
      at = endOfLine(source, at);
    } else if (MARKS.has(char)) {
      yield { kind: 'mark', value: char, line };
      at++;
    } else {
      const end = endOfWord(source, at);
      yield { kind: 'word', value: source.slice(at, end), line };
      at = end;
    }
  }
}

function endOfText(source: string, at: number, line: number): number {
  let end = at + 1;
  while (end < source.length && source[end] !== '"') end += source[end] === '\\' ? 2 : 1;
  if (end >= source.length) throw new DatabaseError(`Line ${line}: a text begins there and does not end.`);
  return end;
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

function endOfWord(source: string, at: number): number {
  let end = at + 1;
  while (end < source.length && !SPACES.has(source[end]) && !MARKS.has(source[end]) && source[end] !== '"') end++;
  return end;
}

const countLines = (text: string): number => text.split('\n').length - 1;
