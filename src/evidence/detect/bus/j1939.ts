import type { LogSource } from '#src/parsers/source-table.ts';
import type { FaultEvent } from '../../file-evidence.ts';
import { FaultLedger, type Moment } from '../fault-ledger.ts';

/**
 * Active trouble codes of SAE J1939-73 (DM1), alone or by TP.BAM. Layout as nmfta-repo/pretty_j1939 (Apache-2.0) decodes
 * it: two lamp bytes, then per code SPN (19 bits), FMI (5 bits), conversion method and occurrence count (7 bits). SPN
 * texts are the SAE's; FMI texts are short words for the 32 numbers.
 */
const DM1 = 0xfeca;
const TP_CONTROL = 0xec;
const TP_DATA = 0xeb;
const BROADCAST_ANNOUNCE = 0x20;
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

interface Broadcast {
  bytes: Uint8Array;
  length: number;
  nextPacket: number;
  moment: Moment;
}

/** True for the ids this reader wants: DM1, TP.CM to all, TP.DT to all. */
export function isTroubleCodeId(id: number): boolean {
  const format = (id >>> 16) & 0xff;
  if (((id >>> 8) & 0xffff) === DM1 && id >>> 26 !== 0) return true;
  return (format === TP_CONTROL || format === TP_DATA) && ((id >>> 8) & 0xff) === 0xff;
}

export class J1939Reader {
  readonly #ledger = new FaultLedger();
  readonly #broadcasts = new Map<string, Broadcast>();

  get faults(): FaultEvent[] {
    return this.#ledger.faults;
  }

  add(frame: { id: number; bytes: Uint8Array; moment: Moment; source: LogSource }): void {
    const { id, bytes, moment, source } = frame;
    const sender = `${source.ecu}\0${id & 0xff}`;
    const format = (id >>> 16) & 0xff;
    if (format === TP_CONTROL) this.#announce(sender, bytes, moment);
    else if (format === TP_DATA) this.#continue(sender, bytes, source);
    else this.#read(bytes, moment, source);
  }

  #announce(sender: string, bytes: Uint8Array, moment: Moment): void {
    this.#broadcasts.delete(sender);
    if (bytes.length < 8 || bytes[0] !== BROADCAST_ANNOUNCE) return;
    const length = bytes[1] | (bytes[2] << 8);
    const pgn = bytes[5] | (bytes[6] << 8) | (bytes[7] << 16);
    if (pgn !== DM1 || length > MAX_MESSAGE_BYTES || this.#broadcasts.size >= MAX_SENDERS) return;
    this.#broadcasts.set(sender, { bytes: new Uint8Array(length), length: 0, nextPacket: 1, moment });
  }

  #continue(sender: string, bytes: Uint8Array, source: LogSource): void {
    const broadcast = this.#broadcasts.get(sender);
    if (broadcast === undefined) return;
    if (bytes[0] !== broadcast.nextPacket++) return void this.#broadcasts.delete(sender);
    const part = bytes.subarray(1, 1 + Math.min(7, broadcast.bytes.length - broadcast.length));
    broadcast.bytes.set(part, broadcast.length);
    broadcast.length += part.length;
    if (broadcast.length < broadcast.bytes.length) return;
    this.#broadcasts.delete(sender);
    this.#read(broadcast.bytes, broadcast.moment, source);
  }

  #read(bytes: Uint8Array, moment: Moment, source: LogSource): void {
    for (let at = 2; at + 4 <= bytes.length; at += 4) {
      const spn = bytes[at] | (bytes[at + 1] << 8) | ((bytes[at + 2] & 0xe0) << 11);
      const fmi = bytes[at + 2] & 0x1f;
      const isNone = (spn === 0 && fmi === 0) || spn === 0x7ffff;
      if (!isNone) this.#record({ spn, fmi, occurrences: bytes[at + 3] & 0x7f }, moment, source);
    }
  }

  #record(dtc: { spn: number; fmi: number; occurrences: number }, moment: Moment, { ecu, app }: LogSource): void {
    const code = `SPN ${dtc.spn} FMI ${dtc.fmi}`;
    const title = `The ECU broadcast the active trouble code ${code} (${FMI[dtc.fmi] ?? 'reserved'})`;
    const seed = {
      kind: 'dtc',
      vocabulary: 'dtc',
      code,
      role: 'symptom',
      ecu,
      app,
      context: '',
      title,
      facts: dtc,
    } as const;
    this.#ledger.record(seed, moment);
  }
}
