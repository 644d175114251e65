/** Odd, for the median. The first one pays for the compiler: it is shown apart, as is the best one. */
export const ROUNDS = 5;

/**
 * What a `bench/*.bench.ts` module exports: `export const benchmarks: Benchmark[]`. `npm run bench` finds the modules by
 * name; `npm run bench -- dlt --megabytes 20` runs those whose file name contains `dlt`, on small files;
 * `--only MCAP` those whose name says so.
 *
 * Each benchmark runs in a process of its own (its memory is its own, no other benchmark has warmed or spoilt the
 * compiler), on one core where `taskset` is there, `ROUNDS` times over the same file; the median counts. The peer runs
 * on the same core and the same file right after. Seconds are those of the processor, of all threads together: what else
 * the machine does, and the disk, count for neither.
 */
export interface Benchmark {
  /** What is measured, as the table shows it. Unique within its module. */
  name: string;
  file: BenchFile;
  /**
   * One pass over the file at `path`, without keeping it in memory; returns the number of records. Or `argus parse --json`,
   * bundled, as a process for each round.
   */
  run: 'whole-process' | ((path: string) => number | Promise<number>);
  /** `run` reads the file so many times over, as one stream. */
  repeats?: number;
  peer?: Peer;
  /** The run fails when these are missed. */
  atLeast?: { megabytesPerSecond?: number; timesPeer?: number };
  peakMemoryBelowMegabytes?: number;
}

/** A generated input. The same name is written once per run, however many benchmarks read it. */
export interface BenchFile {
  name: string;
  /** Appends about `megabytes` MB (10^6 bytes), the same bytes each time. */
  write(append: (bytes: Uint8Array) => void, megabytes: number): void;
}

/** A tool that does the same work; its output goes to /dev/null. */
export interface Peer {
  command: string;
  parameters(path: string): string[];
  /** How to get it, for whoever has not. */
  install: string;
}

/** One pass over the file. */
export interface Round {
  /** Of the processor. */
  seconds: number;
  records: number;
  /** Of its process, so far. */
  peakMemoryBytes: number;
}

/** What the measuring process reports. */
export interface Measurement {
  /** The median. */
  seconds: number;
  bestSeconds: number;
  /** Of the first round, when nothing is compiled yet. */
  coldSeconds: number;
  records: number;
  /** Of the process, over all rounds. */
  peakMemoryBytes: number;
}
