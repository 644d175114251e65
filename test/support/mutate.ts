/** A stream of numbers that its seed determines (mulberry32): the same damage on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 … limit - 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}

/** What breaks parsers: ends and beginnings of things, lengths at their limits, blanks where none belong. */
const TOKENS = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\0'.repeat(8),
    '\n\n',
    '\n\t',
    '\n ',
    '\n#',
    '\n;',
    '\ufeff',
    '\u2028',
    '\x85',
  ],
  ...[
    'DLT\x01',
    'DLS\x01',
    'LOGG',
    'LOBJ',
    'PK\x03\x04',
    '\x1f\x8b\x08\0',
    '{',
    '}',
    '["',
    '\\u',
    '__CURSOR=',
    '<34>1 ',
  ],
  ...['(1696758378.547717) can0 0F7#01FD', '08-10 11:20:03.661   839   840 I tag: text', '-', '0', '9'.repeat(30)],
].map((token) => Uint8Array.from(token, (char) => char.charCodeAt(0)));
const EDGES = [0, 1, 0x7f, 0x80, 0xff];

type Mutation = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function span(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  return [from, Math.min(bytes.length, from + random.below(random.pick([2, 20, 300, 5000])))];
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) copy[at] = value;
  return copy;
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => withByte(bytes, random.below(bytes.length), random.below(256)),
  (bytes, random) => withByte(bytes, random.below(bytes.length), random.pick(EDGES)),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return withByte(bytes, at, bytes[at] ^ (1 << random.below(8)));
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    return joined(bytes.subarray(0, from), bytes.subarray(to));
  },
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    return joined(bytes.subarray(0, to), bytes.subarray(from));
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), random.pick(TOKENS), bytes.subarray(at));
  },
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    const value = random.pick(EDGES);
    return joined(
      bytes.subarray(0, at),
      new Uint8Array(random.below(random.pick([10, 6000]))).fill(value),
      bytes.subarray(at),
    );
  },
  (bytes, random, other) => {
    const [from, to] = span(other, random);
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at + random.below(to - from + 1)));
  },
];

/** One to eight wounds, the same ones for the same seed; `other` lends bytes that belong elsewhere. */
export function mutate(bytes: Uint8Array, seed: number, other: Uint8Array = bytes): Uint8Array {
  const random = new Random(seed);
  let mutated = bytes;
  for (let wounds = 1 + random.below(8); wounds > 0; wounds--) mutated = random.pick(MUTATIONS)(mutated, random, other);
  return Uint8Array.from(mutated);
}
