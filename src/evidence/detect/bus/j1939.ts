import type { LogSource } from '#src/parsers/source-table.ts';
import type { FaultEvent, FaultRole } from '../../file-evidence.ts';
import { FaultLedger, type Moment } from '../fault-ledger.ts';

/**
 * Trouble codes of SAE J1939-73, alone or by its transport protocol, to all (TP.BAM) or to one (RTS, CTS). Layout as
 * nmfta-repo/pretty_j1939 (Apache-2.0) decodes it: two lamp bytes, then per code SPN (19 bits), FMI (5 bits), conversion
 * method and occurrence count (7 bits). SPN texts are the SAE's; FMI texts are short words for the 32 numbers.
 */
const LISTS: Readonly<Record<number, { says: string; role: FaultRole }>> = {
  // DM1, DM2, DM6, DM12, DM23, DM27, DM28 by their PGN.
  65226: { says: 'broadcast the active trouble code', role: 'symptom' },
  65227: { says: 'keeps the trouble code, active before,', role: 'consequence' },
  65231: { says: 'reported the pending trouble code', role: 'symptom' },
  65236: { says: 'reported the active trouble code of emissions', role: 'symptom' },
  64949: { says: 'keeps the trouble code of emissions, active before,', role: 'consequence' },
  64898: { says: 'reported the pending trouble code', role: 'symptom' },
  64896: { says: 'keeps the permanent trouble code', role: 'consequence' },
};
/** Two bits each from the top of the first byte: 1 is on. */
const LAMPS = ['malfunction indicator', 'red stop', 'amber warning', 'protect'] as const;
const TP_CONTROL = 0xec;
const TP_DATA = 0xeb;
const TO_ALL_ANNOUNCE = 0x20;
const TO_ONE_ANNOUNCE = 0x10;
const MAX_MESSAGE_BYTES = 1785;
const MAX_SENDERS = 256;

const FMI = [
  'above normal, most severe',
  'below normal, most severe',
  'erratic',
  'voltage above normal',
  'voltage below normal',
  'current below normal',
  'current above normal',
  'mechanical system not responding',
  'abnormal frequency',
  'abnormal update rate',
  'abnormal rate of change',
  'root cause not known',
  'bad device or component',
  'out of calibration',
  'special instructions',
  'above normal, least severe',
  'above normal, moderately severe',
  'below normal, least severe',
  'below normal, moderately severe',
  'received network data in error',
  'data drifted high',
  'data drifted low',
];

/** A message that goes by the transport protocol. */
interface Transfer {
  pgn: number;
  bytes: Uint8Array;
  length: number;
  nextPacket: number;
  moment: Moment;
}

/** True for the ids this reader wants: lists of trouble codes, TP.CM and TP.DT. */
export function isTroubleCodeId(id: number): boolean {
  const format = (id >>> 16) & 0xff;
  return format === TP_CONTROL || format === TP_DATA || (pgnOf(id) in LISTS && id >>> 26 !== 0);
}

/** Of messages to all, whose lower half names no receiver. */
const pgnOf = (id: number): number => (id >>> 8) & 0x3ffff;

/** What goes for all codes of one message. */
interface CodeList {
  says: string;
  role: FaultRole;
  lamps: string;
  moment: Moment;
}

export class J1939Reader {
  readonly #ledger = new FaultLedger();
  readonly #transfers = new Map<string, Transfer>();

  get faults(): FaultEvent[] {
    return this.#ledger.faults;
  }

  add(frame: { id: number; bytes: Uint8Array; moment: Moment; source: LogSource }): void {
    const { id, bytes, moment, source } = frame;
    const relation = `${source.ecu}\0${id & 0xffff}`;
    const format = (id >>> 16) & 0xff;
    if (format === TP_CONTROL) this.#announce(relation, bytes, moment);
    else if (format === TP_DATA) this.#continue(relation, bytes, source);
    else this.#read({ pgn: pgnOf(id), bytes, moment }, source);
  }

  #announce(relation: string, bytes: Uint8Array, moment: Moment): void {
    this.#transfers.delete(relation);
    if (bytes.length < 8 || (bytes[0] !== TO_ALL_ANNOUNCE && bytes[0] !== TO_ONE_ANNOUNCE)) return;
    const length = bytes[1] | (bytes[2] << 8);
    const pgn = bytes[5] | (bytes[6] << 8) | (bytes[7] << 16);
    if (!(pgn in LISTS) || length > MAX_MESSAGE_BYTES || this.#transfers.size >= MAX_SENDERS) return;
    this.#transfers.set(relation, { pgn, bytes: new Uint8Array(length), length: 0, nextPacket: 1, moment });
  }

  #continue(relation: string, bytes: Uint8Array, source: LogSource): void {
    const transfer = this.#transfers.get(relation);
    // A receiver may ask for packets once more.
    if (transfer === undefined || (bytes[0] > 0 && bytes[0] < transfer.nextPacket)) return;
    if (bytes[0] !== transfer.nextPacket++) return void this.#transfers.delete(relation);
    const part = bytes.subarray(1, 1 + Math.min(7, transfer.bytes.length - transfer.length));
    transfer.bytes.set(part, transfer.length);
    transfer.length += part.length;
    if (transfer.length < transfer.bytes.length) return;
    this.#transfers.delete(relation);
    this.#read(transfer, source);
  }

  #read({ pgn, bytes, moment }: Pick<Transfer, 'pgn' | 'bytes' | 'moment'>, source: LogSource): void {
    const list = { ...LISTS[pgn], moment, lamps: lampsOf(bytes[0] ?? 0) };
    for (let at = 2; at + 4 <= bytes.length; at += 4) {
      const spn = bytes[at] | (bytes[at + 1] << 8) | ((bytes[at + 2] & 0xe0) << 11);
      const fmi = bytes[at + 2] & 0x1f;
      const isNone = (spn === 0 && fmi === 0) || spn === 0x7ffff;
      if (!isNone) this.#record({ spn, fmi, occurrences: bytes[at + 3] & 0x7f }, list, source);
    }
  }

  #record(dtc: { spn: number; fmi: number; occurrences: number }, list: CodeList, { ecu, app }: LogSource): void {
    const code = `SPN ${dtc.spn} FMI ${dtc.fmi}`;
    const title = `The ECU ${list.says} ${code} (${FMI[dtc.fmi] ?? 'reserved'})`;
    const { role, moment, lamps } = list;
    const seed = {
      kind: 'dtc',
      vocabulary: 'dtc',
      code,
      role,
      ecu,
      app,
      context: '',
      title,
      facts: { ...dtc, ...(lamps !== '' && { lamps }) },
    } as const;
    this.#ledger.record(seed, moment);
  }
}

const lampsOf = (byte: number): string => LAMPS.filter((_, n) => ((byte >>> (6 - 2 * n)) & 3) === 1).join(', ');
