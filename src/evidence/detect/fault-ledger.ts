import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { EvidencePointer, FaultEvent } from '../file-evidence.ts';
import { faultKey } from '../merge/fold-faults.ts';
import type { FaultSeed } from './line-finding.ts';

/** When and where a frame was logged. */
export interface Moment {
  /** Wall clock, microseconds since 1970; null when the log has none. */
  readonly timeUs: number | null;
  /** For durations: wall clock or time since start; NaN when the log has neither. */
  readonly clockUs: number;
  /** Made anew each time. */
  readonly at: EvidencePointer;
  /** The same for as long as it is wanted; the moment itself may end with the sender's next message. */
  held(): Moment;
}

export class LoggedMoment implements Moment {
  readonly timeUs: number | null;
  readonly clockUs: number;
  readonly #pointTo: () => EvidencePointer;

  constructor(timeUs: number, uptimeUs: number, pointTo: () => EvidencePointer) {
    const isTimed = !Number.isNaN(timeUs);
    this.timeUs = isTimed ? timeUs : null;
    this.clockUs = isTimed ? timeUs : uptimeUs;
    this.#pointTo = pointTo;
  }

  /** What is pointed at shows what will be so many microseconds later. */
  later(us: number): LoggedMoment {
    return new LoggedMoment((this.timeUs ?? Number.NaN) + us, this.clockUs + us, this.#pointTo);
  }

  get at(): EvidencePointer {
    return this.#pointTo();
  }

  held(): Moment {
    return this;
  }
}

/** Wall clock where there is one, else time since the log began. */
export function clockOf({ timeUs, uptimeUs }: RecordBatch, i: number): number {
  return Number.isNaN(timeUs[i]) ? uptimeUs[i] : timeUs[i];
}

/** Distinct faults kept per stream: a hostile log cannot make more. */
const MAX_FAULTS = 512;
const MAX_POINTERS = 5;

/** Faults of one writer, kind, code, title and subject, counted, with the places of the first few. */
export class FaultLedger {
  readonly #faults = new Map<string, FaultEvent>();

  /** The fault that the moment was counted for; undefined when there are too many. */
  record(seed: FaultSeed, moment: Moment): FaultEvent | undefined {
    const key = faultKey(seed);
    const known = this.#faults.get(key);
    if (known) return repeatFault(known, moment);
    if (this.#faults.size >= MAX_FAULTS) return undefined;
    const { timeUs } = moment;
    const times = { firstTimeUs: timeUs, lastTimeUs: timeUs };
    const fault: FaultEvent = { ...seed, count: 1, ...times, lifecycle: null, at: [moment.at] };
    this.#faults.set(key, fault);
    return fault;
  }

  get faults(): FaultEvent[] {
    return [...this.#faults.values()];
  }
}

/** Counts the fault once more. */
export function repeatFault(fault: FaultEvent, moment: Moment): FaultEvent {
  fault.count++;
  fault.firstTimeUs ??= moment.timeUs;
  fault.lastTimeUs = moment.timeUs ?? fault.lastTimeUs;
  if (fault.at.length < MAX_POINTERS) fault.at.push(moment.at);
  return fault;
}
