import type { EvidencePointer, FaultEvent } from '../file-evidence.ts';
import { faultKey } from '../merge/fold-faults.ts';
import type { FaultSeed } from './line-finding.ts';

/** When and where a frame was logged. */
export class Moment {
  /** Wall clock, microseconds since 1970; null when the log has none. */
  readonly timeUs: number | null;
  /** For durations: wall clock or time since start; NaN when the log has neither. */
  readonly clockUs: number;
  readonly #pointTo: () => EvidencePointer;

  constructor(timeUs: number, uptimeUs: number, pointTo: () => EvidencePointer) {
    const isTimed = !Number.isNaN(timeUs);
    this.timeUs = isTimed ? timeUs : null;
    this.clockUs = isTimed ? timeUs : uptimeUs;
    this.#pointTo = pointTo;
  }

  /** What is pointed at shows what will be so many microseconds later. */
  later(us: number): Moment {
    return new Moment((this.timeUs ?? Number.NaN) + us, this.clockUs + us, this.#pointTo);
  }

  /** Made anew each time. */
  get at(): EvidencePointer {
    return this.#pointTo();
  }
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
