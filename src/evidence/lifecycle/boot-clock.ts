import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { Lifecycle } from '../file-evidence.ts';

/** Delays between writing and logging stay below it, corrections of a clock that was wrong do not. */
const STEP_US = 10_000_000;
/** Records that must agree before a jump is one: a single one was delivered late. */
const CONFIRMATIONS = 8;
/** A clock that reads less was never set: 1970 (no RTC), 1980 (GPS epoch), 2000 (RTC default). */
const PLAUSIBLE_US = 978_307_200_000_000;
/** Tick and wall clock drift apart by some ppm: the reference follows slowly. */
const FOLLOW = 1 / 256;

export type Clocks = Pick<RecordBatch, 'timeUs' | 'uptimeUs'>;

/** Records of one ECU in order: those that stand at `[from, to)` of `records`. */
export interface RecordRun {
  records: Int32Array;
  from: number;
  to: number;
}

/** Wall clock against uptime within one boot: their difference is the boot's time, as long as nobody sets the clock. */
export class BootClock {
  #isSet = false;
  #hasTime = false;
  #reference = Number.NaN;
  #earliest = Number.NaN;
  #steps = 0;
  #stepUs = 0;
  #pending = 0;
  #pendingReference = 0;

  /** Wall clock only: tells whether it was set. */
  addTime(timeUs: number): void {
    if (!this.#hasTime) this.#isSet = timeUs >= PLAUSIBLE_US;
    this.#hasTime = true;
  }

  add(timeUs: number, uptimeUs: number): void {
    const bootUs = timeUs - uptimeUs;
    const ahead = bootUs - this.#reference;
    if (ahead > -STEP_US && ahead < STEP_US) {
      this.#pending = 0;
      this.#reference = ahead < 0 ? bootUs : this.#reference + ahead * FOLLOW;
      if (bootUs < this.#earliest) this.#earliest = bootUs;
    } else if (this.#hasTime && !Number.isNaN(this.#reference)) this.#suspect(bootUs);
    else this.#begin(timeUs, bootUs);
  }

  /** As `add` of each, as far as it has both clocks. */
  addRun({ timeUs, uptimeUs }: Clocks, { records, from, to }: RecordRun): void {
    let reference = this.#reference;
    let earliest = this.#earliest;
    for (let n = from; n < to; n++) {
      const i = records[n];
      const bootUs = timeUs[i] - uptimeUs[i];
      const ahead = bootUs - reference;
      if (ahead > -STEP_US && ahead < STEP_US && uptimeUs[i] > 0) {
        this.#pending = 0;
        reference = ahead < 0 ? bootUs : reference + ahead * FOLLOW;
        if (bootUs < earliest) earliest = bootUs;
      } else if (uptimeUs[i] > 0 && !Number.isNaN(bootUs)) {
        this.#reference = reference;
        this.#earliest = earliest;
        this.add(timeUs[i], uptimeUs[i]);
        reference = this.#reference;
        earliest = this.#earliest;
      }
    }
    this.#reference = reference;
    this.#earliest = earliest;
  }

  /** How far this record is from the boot's clock; NaN when there is none yet. */
  distance(bootUs: number): number {
    return Math.abs(bootUs - this.#reference);
  }

  result(): Pick<Lifecycle, 'bootTimeUs' | 'clock' | 'clockStepUs'> {
    const bootTimeUs = this.#earliest >= PLAUSIBLE_US ? Math.round(this.#earliest) : null;
    return { bootTimeUs, clock: this.#quality(), clockStepUs: Math.round(this.#stepUs) };
  }

  #quality(): Lifecycle['clock'] {
    if (!this.#hasTime) return 'none';
    if (!this.#isSet) return 'unset';
    return this.#steps > 0 ? 'stepped' : 'steady';
  }

  #begin(timeUs: number, bootUs: number): void {
    this.addTime(timeUs);
    this.#reference = bootUs;
    this.#earliest = bootUs;
  }

  #suspect(bootUs: number): void {
    const isSame = this.#pending > 0 && Math.abs(bootUs - this.#pendingReference) < STEP_US;
    this.#pending = isSame ? this.#pending + 1 : 1;
    this.#pendingReference = isSame ? Math.min(bootUs, this.#pendingReference) : bootUs;
    if (this.#pending < CONFIRMATIONS) return;
    this.#steps++;
    this.#stepUs += this.#pendingReference - this.#reference;
    this.#reference = this.#pendingReference;
    this.#earliest = this.#pendingReference;
    this.#pending = 0;
  }
}
