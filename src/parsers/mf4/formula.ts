/** Longer formulas and deeper brackets than any conversion has are no formula. */
const MAX_LENGTH = 1000;
const MAX_DEPTH = 32;

type Term = (x: number) => number;

const FUNCTIONS = new Map<string, (value: number) => number>(
  Object.entries({
    sin: Math.sin,
    cos: Math.cos,
    tan: Math.tan,
    arcsin: Math.asin,
    arccos: Math.acos,
    arctan: Math.atan,
    asin: Math.asin,
    acos: Math.acos,
    atan: Math.atan,
    sinh: Math.sinh,
    cosh: Math.cosh,
    tanh: Math.tanh,
    exp: Math.exp,
    ln: Math.log,
    log: Math.log10,
    log10: Math.log10,
    sqrt: Math.sqrt,
    abs: Math.abs,
  }),
);

/**
 * The formula of an algebraic conversion (ASAM MCD-2 MC syntax) in `X`, also written `X1`: numbers, + - * / ^, brackets and
 * the usual functions. Undefined when it is anything else.
 */
export function readFormula(text: string): Term | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const tokens = text.match(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+|[a-z_]\w*|\S/gi) ?? [];
  const reader = new FormulaReader(tokens);
  return reader.readAll();
}

/** By recursive descent; undefined anywhere is undefined everywhere. */
class FormulaReader {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  readAll(): Term | undefined {
    const term = this.#sum();
    return this.#at === this.#tokens.length ? term : undefined;
  }

  #take(...wanted: string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at++;
    return token;
  }

  #sum(): Term | undefined {
    let left = this.#product();
    for (let sign = this.#take('+', '-'); sign && left; sign = this.#take('+', '-')) {
      const [a, b] = [left, this.#product()];
      left = b && (sign === '+' ? (x) => a(x) + b(x) : (x) => a(x) - b(x));
    }
    return left;
  }

  #product(): Term | undefined {
    let left = this.#signed();
    for (let sign = this.#take('*', '/'); sign && left; sign = this.#take('*', '/')) {
      const [a, b] = [left, this.#signed()];
      left = b && (sign === '*' ? (x) => a(x) * b(x) : (x) => a(x) / b(x));
    }
    return left;
  }

  #signed(): Term | undefined {
    if (this.#take('+')) return this.#nested(() => this.#signed());
    if (!this.#take('-')) return this.#power();
    const value = this.#nested(() => this.#signed());
    return value && ((x) => -value(x));
  }

  #power(): Term | undefined {
    const base = this.#operand();
    if (!base || !this.#take('^')) return base;
    const exponent = this.#nested(() => this.#signed());
    return exponent && ((x) => base(x) ** exponent(x));
  }

  #operand(): Term | undefined {
    const token = this.#tokens[this.#at++];
    if (token === undefined) return undefined;
    if (token === '(') return this.#bracketed();
    if (/^[\d.]/.test(token)) return constant(Number(token));
    if (/^x1?$/i.test(token)) return (x) => x;
    const apply = FUNCTIONS.get(token.toLowerCase());
    if (!apply || !this.#take('(')) return undefined;
    const argument = this.#bracketed();
    return argument && ((x) => apply(argument(x)));
  }

  #bracketed(): Term | undefined {
    const inner = this.#nested(() => this.#sum());
    return this.#take(')') ? inner : undefined;
  }

  #nested(read: () => Term | undefined): Term | undefined {
    this.#depth++;
    const term = this.#depth > MAX_DEPTH ? undefined : read();
    this.#depth--;
    return term;
  }
}

const constant =
  (value: number): Term =>
  () =>
    value;
