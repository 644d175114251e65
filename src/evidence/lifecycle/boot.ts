import type { EvidencePointer, Lifecycle } from '../file-evidence.ts';
import { finiteOrNull } from '../tally/stream-tally.ts';
import { BootClock } from './boot-clock.ts';

/** One boot of one ECU while it is read. */
export class Boot {
  readonly ordinal: number;
  readonly at: EvidencePointer;
  records = 0;
  lostByContext = 0;
  lostByApp = 0;
  readonly clock = new BootClock();
  firstTimeUs = Number.NaN;
  lastTimeUs = Number.NaN;
  firstUptimeUs = Number.NaN;
  /** The highest so far: ticks of cores that were logged late lie below. */
  lastUptimeUs = Number.NaN;

  constructor(ordinal: number, at: EvidencePointer) {
    this.ordinal = ordinal;
    this.at = at;
  }

  add(timeUs: number, uptimeUs: number): void {
    this.records++;
    if (!Number.isNaN(timeUs)) this.#addTime(timeUs);
    if (Number.isNaN(uptimeUs)) return;
    if (!(uptimeUs <= this.lastUptimeUs)) this.lastUptimeUs = uptimeUs;
    if (!(uptimeUs >= this.firstUptimeUs)) this.firstUptimeUs = uptimeUs;
    if (!Number.isNaN(timeUs)) this.clock.add(timeUs, uptimeUs);
  }

  /** Records without ticks. */
  addRun(timeUs: Float64Array, from: number, to: number): void {
    this.records += to - from;
    let first = from;
    while (first < to && Number.isNaN(timeUs[first])) first++;
    if (first === to) return;
    let last = to - 1;
    while (Number.isNaN(timeUs[last])) last--;
    this.#addTime(timeUs[first]);
    this.#addTime(timeUs[last]);
  }

  /** First and last as logged: within a boot the wall clock may be set. */
  #addTime(timeUs: number): void {
    if (Number.isNaN(this.firstTimeUs)) {
      this.firstTimeUs = timeUs;
      this.clock.addTime(timeUs);
    }
    this.lastTimeUs = timeUs;
  }

  /** Records that were taken for a new boot and are not. */
  takeBack(records: number): void {
    this.records += records;
  }

  row(ecu: string, ordinal: number, lostMessages: number): Lifecycle {
    return {
      ecu,
      ordinal,
      records: this.records,
      firstTimeUs: finiteOrNull(this.firstTimeUs),
      lastTimeUs: finiteOrNull(this.lastTimeUs),
      firstUptimeUs: finiteOrNull(this.firstUptimeUs),
      lastUptimeUs: finiteOrNull(this.lastUptimeUs),
      ...this.clock.result(),
      lostMessages,
      at: this.at,
    };
  }
}
