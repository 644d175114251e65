import type { LogSource } from '#src/parsers/source-table.ts';
import type { FaultEvent } from '../../file-evidence.ts';
import { describeDtc, dtcFromRecord } from '../dtc.ts';
import { FaultLedger, type Moment } from '../fault-ledger.ts';
import { hexByte } from '../negative-response.ts';

/**
 * Trouble codes of General Motors' protocol (GMW3110): `A9 81 <mask>` asks for them, and each comes as a frame of its own,
 * without ISO-TP, on another id: `81 <code> <failure type> <status>`, the last one with code 0.
 */
const READ_DIAGNOSTIC_INFORMATION = 0xa9;
const BY_STATUS = 0x81;
const CODE_FRAME_BYTES = 5;
/** An ECU answers at once; what comes later is other traffic. */
const ANSWER_US = 5_000_000;
const MAX_ASKED = 512;

const ALL_NODES = 0x101;
const OBD_ALL = 0x7df;
const OBD_FIRST = 0x7e0;
const OBD_ANSWERS = 0x5e8;

const STATUS_BITS = [
  'dtcSupportedByCalibration',
  'currentDTC',
  'testNotPassedSinceDTCCleared',
  'testFailedSinceDTCCleared',
  'historyDTC',
  'testNotPassedSinceCurrentPowerUp',
  'currentDTCSincePowerUp',
  'warningIndicatorRequested',
] as const;
/** Current, history or the lamp: any other entry is only an untested monitor. */
const PRESENT_BITS = 0b1001_0010;

export class GmlanReader {
  readonly #ledger = new FaultLedger();
  /** When they were asked for, by bus and id of the answers. */
  readonly #asked = new Map<string, number>();

  get faults(): FaultEvent[] {
    return this.#ledger.faults;
  }

  /** Is the message such a request? */
  isRequest({ bytes, length }: { bytes: Uint8Array; length: number }): boolean {
    return length === 3 && bytes[0] === READ_DIAGNOSTIC_INFORMATION && bytes[1] === BY_STATUS;
  }

  /** The ids on which the codes will come. */
  ask(bus: string, requestId: number, clockUs: number): number[] {
    const ids = answerIds(requestId);
    if (this.#asked.size + ids.length > MAX_ASKED) return [];
    for (const id of ids) this.#asked.set(`${bus}\0${id}`, clockUs);
    return ids;
  }

  expects(bus: string, id: number): boolean {
    return this.#asked.has(`${bus}\0${id}`);
  }

  add(frame: { id: number; bytes: Uint8Array; moment: Moment; source: LogSource }): void {
    const { id, bytes, moment, source } = frame;
    const asked = this.#asked.get(`${source.ecu}\0${id}`);
    if (asked === undefined || moment.clockUs - asked > ANSWER_US) return;
    if (bytes.length < CODE_FRAME_BYTES || bytes[0] !== BY_STATUS) return;
    const word = (bytes[1] << 8) | bytes[2];
    const status = bytes[4];
    if (word !== 0 && (status & PRESENT_BITS) !== 0)
      this.#record({ word, failureType: bytes[3], status }, moment, source);
  }

  #record(dtc: { word: number; failureType: number; status: number }, moment: Moment, { ecu, app }: LogSource): void {
    const code = dtcFromRecord(dtc.word, dtc.failureType);
    const statusBits = STATUS_BITS.filter((_, bit) => dtc.status & (1 << bit)).join(' ');
    const seed = {
      kind: 'dtc',
      vocabulary: 'dtc',
      code,
      role: describeDtc(code).role,
      ecu,
      app,
      context: '',
      title: `The ECU reported the trouble code ${code}`,
      facts: { status: hexByte(dtc.status), statusBits },
    } as const;
    this.#ledger.record(seed, moment);
  }
}

/** 241 is answered on 541, 7E0 on 5E8; what goes to all nodes, on any of them. */
function answerIds(requestId: number): number[] {
  if (requestId === ALL_NODES) return Array.from({ length: 256 }, (_, n) => 0x500 | n);
  if (requestId === OBD_ALL) return Array.from({ length: 8 }, (_, n) => OBD_ANSWERS + n);
  if (requestId >>> 3 === OBD_FIRST >>> 3) return [OBD_ANSWERS + (requestId & 7)];
  return requestId >>> 8 === 2 ? [0x500 | (requestId & 0xff)] : [];
}
