import { DatabaseError } from './can-database.ts';
import { type Token, tokensOf } from './dbc-tokens.ts';

const END: Token = { kind: 'mark', value: '', line: 0 };

/** Walks the tokens of a DBC file; what is not as it must be is a `DatabaseError` that names its line. */
export class TokenReader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = [...tokensOf(source)];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  /** Takes the next token when it is `value`. */
  takes(value: string): boolean {
    const { kind, value: found } = this.peek();
    if (kind === 'text' || found !== value) return false;
    this.#at++;
    return true;
  }

  mark(value: string): void {
    if (!this.takes(value)) this.fail(`"${value}"`);
  }

  word(what: string): string {
    const { kind, value } = this.peek();
    if (kind !== 'word') this.fail(what);
    this.#at++;
    return value;
  }

  text(what: string): string {
    const { kind, value } = this.peek();
    if (kind !== 'text') this.fail(what);
    this.#at++;
    return value;
  }

  number(what: string): number {
    const value = Number(this.word(what));
    if (!Number.isFinite(value)) this.fail(what, -1);
    return value;
  }

  wholeNumber(what: string, max: number): number {
    const value = this.number(what);
    if (!Number.isInteger(value) || value < 0 || value > max) this.fail(`${what} from 0 to ${max}`, -1);
    return value;
  }

  /** Behind the `;` that ends the statement. */
  skipStatement(): void {
    while (!this.isAtEnd && !this.takes(';')) this.#at++;
  }

  fail(wanted: string, ahead = 0): never {
    const { value, line } = this.#tokens[this.#at + ahead] ?? END;
    const place = this.peek(ahead) === END ? 'At its end' : `Line ${line}`;
    throw new DatabaseError(`${place}: ${wanted} is expected, not "${value.slice(0, 40)}".`);
  }
}
