/** One run that takes as long as it is given: random trouble against a promise. */
export interface Soak {
  /** What the promise is, in a line. */
  about: string;
  /** Rounds when nobody says otherwise. */
  rounds: number;
  /** Throws at the first broken promise, naming the round and the seed that repeats it. Returns what was done, in a line. */
  run(options: SoakOptions): Promise<string>;
}

export interface SoakOptions {
  rounds: number;
  /** Rounds end when it is over. Milliseconds since 1970. */
  untilMs: number;
  seed: number;
  log(line: string): void;
}

/** Cannot run here, and why. */
export class SoakUnavailable extends Error {
  override readonly name = 'SoakUnavailable';
}

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
