import type { LogSource } from '#src/parsers/source-table.ts';
import type { FaultEvent } from '../../file-evidence.ts';
import { FaultLedger, type Moment } from '../fault-ledger.ts';

/** Error classes of SocketCAN error frames (linux/can/error.h, bits of the id) and, for the controller, of byte 1. */
const ACK_MISSING = 0x20;
const BUS_OFF = 0x40;
const CONTROLLER = 0x04;
const PASSIVE = 0x30;

/** Faults that a CAN controller tells of itself: bus-off, error passive, nobody acknowledges; and errors that no log names. */
export class ErrorFrameReader {
  readonly #ledger = new FaultLedger();

  get faults(): FaultEvent[] {
    return this.#ledger.faults;
  }

  add({ bytes, id, moment, source }: { bytes: Uint8Array; id: number; moment: Moment; source: LogSource }): void {
    if (id === 0) this.#record('can-error-frame', 'consequence', { moment, source });
    else if (id & BUS_OFF) this.#record('can-bus-off', 'cause', { moment, source });
    else if (id & CONTROLLER && (bytes[1] & PASSIVE) !== 0)
      this.#record('can-error-passive', 'symptom', { moment, source });
    else if (id & ACK_MISSING) this.#record('can-tx-failed', 'symptom', { moment, source });
  }

  #record(
    kind: keyof typeof TITLES,
    role: FaultEvent['role'],
    { moment, source }: { moment: Moment; source: LogSource },
  ): void {
    const writer = { ecu: source.ecu, app: '', context: '' };
    this.#ledger.record(
      { kind, vocabulary: 'can', code: null, role, ...writer, title: TITLES[kind], facts: { bus: source.ecu } },
      moment,
    );
  }
}

const TITLES = {
  'can-bus-off': 'A CAN controller went bus-off: it takes no more part in the bus',
  'can-error-passive': 'A CAN controller counts so many errors that it is error passive',
  'can-error-frame': 'An error frame was on the bus, and the log does not say of what kind',
  'can-tx-failed': 'A CAN frame was acknowledged by nobody',
} as const;
