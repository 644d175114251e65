import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { Lifecycle } from '../file-evidence.ts';
import type { PointerMint } from '../pointers.ts';
import { Boot } from './boot.ts';
import type { RecordRun } from './boot-clock.ts';
import { MessageCounters } from './message-counters.ts';

/** Cores and daemons deliver out of order by less than this. */
const REORDER_US = 2_000_000;
/** Records on the new count before a lower tick is a new boot: a stray old message is not. */
const CONFIRMATIONS = 8;
/** A second reset this soon after the first one's first records is a boot loop, not a stray. */
const LOOP_CONFIRMATIONS = 3;
/** Boot lines come in bunches: only one behind so many others begins a boot. */
const RECORDS_BETWEEN_MARKERS = 20;
/** A boot loop over hours; what is beyond belongs to the last one. */
const MAX_BOOTS = 1_000;
/** Below this share of steps by one the counters are no counters, or the log was filtered: nothing is claimed. */
const SEQUENTIAL_SHARE = 0.5;

interface Ticked {
  timeUs: number;
  uptimeUs: number;
  isBelow: boolean;
  app: number;
}

/** The boots of one ECU: a tick counter that starts again, or a boot line where there are no ticks. */
export class EcuTrack {
  readonly #ecu: string;
  readonly #pointers: PointerMint;
  readonly #boots: Boot[] = [];
  #current: Boot | undefined;
  #candidate: Boot | undefined;
  #hasTicks = false;
  #hasMarkers = false;
  #hasCounters = false;
  /** Which of the two counts is not known beforehand: dlt-daemon counts per context, other stacks per application. */
  readonly #byContext = new MessageCounters();
  readonly #byApp = new MessageCounters();

  constructor(ecu: string, pointers: PointerMint) {
    this.#ecu = ecu;
    this.#pointers = pointers;
  }

  /** `app` numbers the record's application. Returns the ordinal of its boot. */
  add(batch: RecordBatch, i: number, app: number): number {
    const timeUs = batch.timeUs[i];
    const uptimeUs = batch.uptimeUs[i] > 0 ? batch.uptimeUs[i] : Number.NaN;
    const boot = this.#current ?? this.#begin(batch, i);
    const isBelow = uptimeUs < boot.lastUptimeUs - REORDER_US;
    if (!Number.isNaN(uptimeUs)) this.#hasTicks = true;
    if (isBelow || this.#candidate) return this.#decide(batch, i, { timeUs, uptimeUs, isBelow, app });
    boot.add(timeUs, uptimeUs);
    if (batch.counter[i] >= 0) this.#count(batch, i, app);
    return boot.ordinal;
  }

  /** As `add` of each; fills `bootOf`. `appOf` numbers the applications of sources. */
  addRun(batch: RecordBatch, run: RecordRun, { appOf, bootOf }: { appOf: Int32Array; bootOf: Int32Array }): void {
    const { records, to } = run;
    for (let n = run.from; n < to; ) {
      const from = n;
      if (this.#current && !this.#candidate) n = this.#goOn(batch, { records, from, to }, appOf);
      const ordinal = this.#current?.ordinal ?? 0;
      for (let m = from; m < n; m++) bootOf[records[m]] = ordinal;
      if (n === to) return;
      const i = records[n++];
      bootOf[i] = this.add(batch, i, appOf[batch.source[i]]);
    }
  }

  /** Adds records to the boot under way, up to the first that may be of another one. */
  #goOn(batch: RecordBatch, { records, from, to }: RecordRun, appOf: Int32Array): number {
    const boot = this.#current ?? this.#begin(batch, records[from]);
    const end = boot.addRun(batch, { records, from, to }, REORDER_US);
    if (!Number.isNaN(boot.lastUptimeUs)) this.#hasTicks = true;
    if (this.#hasCounters && this.#byContext.isNoise && this.#byApp.isNoise) return end;
    for (let n = from; n < end; n++) {
      const i = records[n];
      if (batch.counter[i] >= 0) this.#count(batch, i, appOf[batch.source[i]]);
    }
    return end;
  }

  /** The record added next is a line that an ECU writes when it starts. Ticks know better where there are any. */
  mark(batch: RecordBatch, i: number): void {
    this.#hasMarkers = true;
    const boot = this.#current;
    if (this.#hasTicks || !boot || boot.records < RECORDS_BETWEEN_MARKERS || this.#boots.length >= MAX_BOOTS) return;
    this.#current = this.#open(batch, i);
  }

  /** Empty when nothing tells boots apart. */
  finish(): Lifecycle[] {
    if (this.#candidate) this.#accept(this.#candidate);
    if (!this.#hasTicks && !this.#hasMarkers && !this.#hasCounters) return [];
    const isByContext = this.#byContext.inSequence >= this.#byApp.inSequence;
    const counters = isByContext ? this.#byContext : this.#byApp;
    const isCounted = counters.inSequence >= counters.steps * SEQUENTIAL_SHARE;
    return this.#boots.map((boot, ordinal) => {
      const lost = isByContext ? boot.lostByContext : boot.lostByApp;
      return boot.row(this.#ecu, ordinal, isCounted ? Math.max(0, lost) : 0);
    });
  }

  #begin(batch: RecordBatch, i: number): Boot {
    this.#current = this.#open(batch, i);
    return this.#current;
  }

  #open(batch: RecordBatch, i: number): Boot {
    const boot = new Boot(this.#boots.length, this.#pointers.at(batch, i));
    this.#boots.push(boot);
    return boot;
  }

  /** For a record of the current boot. */
  #count(batch: RecordBatch, i: number, app: number): void {
    const boot = this.#current ?? this.#begin(batch, i);
    this.#hasCounters = true;
    const counter = batch.counter[i];
    if (!this.#byContext.isNoise) boot.lostByContext += this.#byContext.next(batch.source[i], boot.ordinal, counter);
    if (!this.#byApp.isNoise) boot.lostByApp += this.#byApp.next(app, boot.ordinal, counter);
  }

  /** A tick went back, or did so a moment ago: a new boot, or a message that was delivered late? */
  #decide(batch: RecordBatch, i: number, at: Ticked): number {
    const { timeUs, uptimeUs, isBelow } = at;
    const candidate = this.#candidate;
    if (candidate && uptimeUs < candidate.lastUptimeUs - REORDER_US) this.#settle(candidate);
    if (this.#candidate && !this.#belongs(this.#candidate, at)) this.#reject(this.#candidate);
    if (isBelow && !this.#candidate && this.#boots.length < MAX_BOOTS) {
      this.#candidate = new Boot(this.#boots.length, this.#pointers.at(batch, i));
    }
    const boot = this.#candidate ?? this.#current ?? this.#begin(batch, i);
    boot.add(timeUs, uptimeUs);
    if (boot !== this.#candidate && batch.counter[i] >= 0) this.#count(batch, i, at.app);
    if (this.#candidate && this.#candidate.records >= CONFIRMATIONS) this.#accept(this.#candidate);
    return boot.ordinal;
  }

  /** With a wall clock the nearer boot wins; without, whatever is below the old count. */
  #belongs(candidate: Boot, at: Ticked): boolean {
    const bootUs = at.timeUs - at.uptimeUs;
    const old = this.#current?.clock.distance(bootUs) ?? Number.NaN;
    const young = candidate.clock.distance(bootUs);
    if (!Number.isNaN(old) && !Number.isNaN(young)) return young <= old;
    return at.isBelow || Number.isNaN(at.uptimeUs);
  }

  #settle(candidate: Boot): void {
    if (candidate.records >= LOOP_CONFIRMATIONS) this.#accept(candidate);
    else this.#reject(candidate);
  }

  #accept(candidate: Boot): void {
    this.#boots.push(candidate);
    this.#current = candidate;
    this.#candidate = undefined;
  }

  #reject(candidate: Boot): void {
    this.#current?.takeBack(candidate.records);
    this.#candidate = undefined;
  }
}
