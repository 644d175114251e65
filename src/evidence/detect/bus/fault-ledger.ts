import type { EvidencePointer, FaultEvent } from '../../file-evidence.ts';
import type { FaultSeed } from '../line-finding.ts';

/** When and where a frame was logged. */
export interface Moment {
  /** Wall clock, microseconds since 1970; null when the log has none. */
  timeUs: number | null;
  /** For durations: wall clock or time since start; NaN when the log has neither. */
  clockUs: number;
  at: EvidencePointer;
}

/** Distinct faults kept per stream: a hostile log cannot make more. */
const MAX_FAULTS = 512;
const MAX_POINTERS = 5;

/** Faults of one kind, code and title, counted, with the places of the first few. */
export class FaultLedger {
  readonly #faults = new Map<string, FaultEvent>();

  record(seed: FaultSeed, moment: Moment): void {
    const key = `${seed.kind}\0${seed.code}\0${seed.title}`;
    const known = this.#faults.get(key);
    const { timeUs, at } = moment;
    if (known) repeat(known, moment);
    else if (this.#faults.size < MAX_FAULTS)
      this.#faults.set(key, { ...seed, count: 1, firstTimeUs: timeUs, lastTimeUs: timeUs, lifecycle: null, at: [at] });
  }

  get faults(): FaultEvent[] {
    return [...this.#faults.values()];
  }
}

function repeat(fault: FaultEvent, { timeUs, at }: Moment): void {
  fault.count++;
  fault.firstTimeUs ??= timeUs;
  fault.lastTimeUs = timeUs ?? fault.lastTimeUs;
  if (fault.at.length < MAX_POINTERS) fault.at.push(at);
}
