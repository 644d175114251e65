import type { EvidencePointer, Lifecycle } from '../file-evidence.ts';
import { finiteOrNull } from '../tally/stream-tally.ts';
import { BootClock, type Clocks, type RecordRun } from './boot-clock.ts';

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

  /**
   * As `add` of each, up to the first whose tick lies `reorderUs` below: the boot under way holds no longer. Returns its place
   * in the run. The state stays in registers meanwhile, which takes half the time.
   */
  addRun(clocks: Clocks, { records, from, to }: RecordRun, reorderUs: number): number {
    const { timeUs, uptimeUs } = clocks;
    let [lowest, highest, last] = [this.firstUptimeUs, this.lastUptimeUs, this.lastTimeUs];
    let n = from;
    for (; n < to; n++) {
      const uptime = uptimeUs[records[n]];
      if (uptime > 0) {
        if (uptime < highest - reorderUs) break;
        if (!(uptime <= highest)) highest = uptime;
        if (!(uptime >= lowest)) lowest = uptime;
      }
      const time = timeUs[records[n]];
      if (!Number.isNaN(time)) last = time;
    }
    this.#findFirstTime(timeUs, { records, from, to: n });
    [this.firstUptimeUs, this.lastUptimeUs, this.lastTimeUs] = [lowest, highest, last];
    this.records += n - from;
    if (!Number.isNaN(highest)) this.clock.addRun(clocks, { records, from, to: n });
    return n;
  }

  #findFirstTime(timeUs: Float64Array, { records, from, to }: RecordRun): void {
    for (let n = from; n < to && Number.isNaN(this.firstTimeUs); n++) {
      const time = timeUs[records[n]];
      if (!Number.isNaN(time)) this.#addTime(time);
    }
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
