import { EventQueue } from './event-queue.ts';
import { type RetryPolicy, waitSeconds } from './retry-policy.ts';

/** Batches that are all complete at one moment: the worst that admission and retriers have to stand. */
export interface Load {
  batches: number;
  unitsPerBatch: number;
  /** Mean seconds of one unit; each unit takes half to one and a half times as long. */
  unitSeconds: number;
}

export interface Account {
  /** Environments that Lambda gives to parsers. */
  freeConcurrency: number;
  /** `MaxConcurrency` of the Map. */
  mapConcurrency: number;
  policy: RetryPolicy;
  /** Units at once over all batches that may run; null: every batch starts when it is complete. */
  admission: number | null;
}

export interface LoadResult {
  units: number;
  lost: number;
  throttled: number;
  seconds: number;
}

interface Unit {
  batch: number;
  attempt: number;
}

/**
 * A unit that finds no free environment is throttled and waits as its retrier says; one that has used up its attempts is
 * lost. A child of a Map holds its place while it waits, as on Step Functions.
 */
export function simulateLoad(load: Load, account: Account, random: () => number): LoadResult {
  return new Simulation(load, account, random).run();
}

class Simulation {
  readonly #load: Load;
  readonly #account: Account;
  readonly #random: () => number;
  readonly #queue = new EventQueue<{ kind: 'try' | 'done'; unit: Unit }>();
  readonly #toBegin: number[];
  readonly #toEnd: number[];
  readonly #waiting: number[];
  #admitted = 0;
  #busy = 0;
  readonly #result: LoadResult;

  constructor(load: Load, account: Account, random: () => number) {
    this.#load = load;
    this.#account = account;
    this.#random = random;
    this.#toBegin = new Array(load.batches).fill(load.unitsPerBatch);
    this.#toEnd = [...this.#toBegin];
    this.#waiting = this.#toBegin.map((_, batch) => batch);
    this.#result = { units: load.batches * load.unitsPerBatch, lost: 0, throttled: 0, seconds: 0 };
  }

  run(): LoadResult {
    this.#admit(0);
    for (let event = this.#queue.take(); event; event = this.#queue.take()) {
      this.#result.seconds = event.time;
      if (event.value.kind === 'try') this.#try(event.time, event.value.unit);
      else this.#finish(event.time, event.value.unit);
    }
    return this.#result;
  }

  get #demand(): number {
    return Math.min(this.#load.unitsPerBatch, this.#account.mapConcurrency);
  }

  #admit(now: number): void {
    const limit = this.#account.admission ?? Number.POSITIVE_INFINITY;
    while (this.#waiting.length > 0 && (this.#admitted === 0 || this.#admitted + this.#demand <= limit)) {
      const batch = this.#waiting.shift() ?? 0;
      this.#admitted += this.#demand;
      for (let place = 0; place < this.#demand; place++) this.#begin(now, batch);
    }
  }

  #begin(now: number, batch: number): void {
    if (this.#toBegin[batch] === 0) return;
    this.#toBegin[batch]--;
    this.#queue.add(now, { kind: 'try', unit: { batch, attempt: 0 } });
  }

  #try(now: number, unit: Unit): void {
    const { freeConcurrency, policy } = this.#account;
    if (this.#busy < freeConcurrency) {
      this.#busy++;
      const seconds = this.#load.unitSeconds * (0.5 + this.#random());
      this.#queue.add(now + seconds, { kind: 'done', unit });
      return;
    }
    this.#result.throttled++;
    if (unit.attempt === policy.maxAttempts) {
      this.#result.lost++;
      this.#leave(now, unit.batch);
      return;
    }
    const wait = waitSeconds(policy, unit.attempt, this.#random);
    this.#queue.add(now + wait, { kind: 'try', unit: { ...unit, attempt: unit.attempt + 1 } });
  }

  #finish(now: number, { batch }: Unit): void {
    this.#busy--;
    this.#leave(now, batch);
  }

  #leave(now: number, batch: number): void {
    this.#begin(now, batch);
    if (--this.#toEnd[batch] > 0) return;
    this.#admitted -= this.#demand;
    this.#admit(now);
  }
}
