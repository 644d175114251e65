import type { FaultEvent, OtaPhase, OutcomeMarker, PhaseEvent, Vocabulary } from '../../file-evidence.ts';
import { FaultLedger, type Moment } from '../fault-ledger.ts';
import type { FaultText } from '../fault-text.ts';

/** Steps and versions kept per ECU: more than any flash sequence has. */
const MAX_EVENTS = 128;

/** What one ECU said and did on the bus, named by the bus and the CAN id it answers with. */
export class SessionLog {
  readonly ledger = new FaultLedger();
  readonly phases: PhaseEvent[] = [];
  readonly outcomes: OutcomeMarker[] = [];
  readonly #ecu: string;
  readonly #app: string;
  readonly #ids: Record<string, string>;

  constructor(ecu: string, app: string, ids: Record<string, string>) {
    this.#ecu = ecu;
    this.#app = app;
    this.#ids = ids;
  }

  get faults(): FaultEvent[] {
    return this.ledger.faults;
  }

  fault(text: FaultText, vocabulary: Vocabulary, moment: Moment): FaultEvent | undefined {
    const { kind, role, title, code = null, facts } = text;
    const seed = { kind, vocabulary, code, role, ecu: this.#ecu, app: this.#app, context: '', title };
    return this.ledger.record({ ...seed, facts: { ...facts, ...this.#ids } }, moment);
  }

  /** A step repeated is one step: a flash has hundreds of downloads, and only the last one ends the installation. */
  phase(phase: OtaPhase, state: PhaseEvent['state'], moment: Moment): void {
    const last = this.phases.findLast((event) => event.phase === phase);
    if (last?.state === state) return;
    if (state === 'started' && last?.state === 'succeeded' && last === this.phases.at(-1))
      return void this.phases.pop();
    if (this.phases.length >= MAX_EVENTS) return;
    this.phases.push({ phase, state, ecu: this.#ecu, app: this.#app, timeUs: moment.timeUs, at: moment.at });
  }

  outcome(marker: OutcomeMarker['marker'], value: string | null, moment: Moment): void {
    const isKnown = this.outcomes.some((other) => other.marker === marker && other.value === value);
    if (isKnown || this.outcomes.length >= MAX_EVENTS) return;
    this.outcomes.push({ marker, value, ecu: this.#ecu, app: this.#app, timeUs: moment.timeUs, at: moment.at });
  }
}
