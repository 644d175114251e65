import type { SourceTable } from '../source-table.ts';

const SLOTS = 4096;
/** Half full: probes stay short. A vehicle has a few hundred (ECU, APID, CTID); the rest of a hostile file pays by itself. */
const MAX_ENTRIES = SLOTS / 2;

/** (ECU, APID, CTID) as three words → index into the source table, without building a string per record. */
export class DltSourceCache {
  readonly #sources: SourceTable;
  readonly #keys = new Int32Array(SLOTS * 3);
  readonly #indexes = new Int32Array(SLOTS).fill(-1);
  #entries = 0;

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  /** Ids are big-endian words; 0 is no id. */
  indexOf(ecu: number, app: number, context: number): number {
    const keys = this.#keys;
    let slot = hash(ecu, app, context);
    while (this.#indexes[slot] >= 0) {
      const key = slot * 3;
      if (keys[key] === ecu && keys[key + 1] === app && keys[key + 2] === context) return this.#indexes[slot];
      slot = (slot + 1) & (SLOTS - 1);
    }
    const index = this.#sources.intern(idText(ecu), idText(app), idText(context));
    if (this.#entries < MAX_ENTRIES) this.#insert(slot, index, [ecu, app, context]);
    return index;
  }

  #insert(slot: number, index: number, key: [number, number, number]): void {
    this.#entries++;
    this.#indexes[slot] = index;
    this.#keys.set(key, slot * 3);
  }
}

function hash(ecu: number, app: number, context: number): number {
  const mixed = Math.imul(Math.imul(ecu, 0x01000193) ^ app, 0x5bd1e995) ^ context;
  const spread = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return (spread ^ (spread >>> 13)) & (SLOTS - 1);
}

/** Four characters, shorter when NUL-padded; what is no printable ASCII shows as `-`, as dlt-convert does. */
export function idText(word: number): string {
  let text = '';
  for (let shift = 24; shift >= 0; shift -= 8) {
    const code = (word >>> shift) & 0xff;
    if (code === 0) break;
    text += printable(code);
  }
  return text;
}

export function idTextOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Array.from(end < 0 ? bytes : bytes.subarray(0, end), printable).join('');
}

function printable(code: number): string {
  return code < 0x20 || code > 0x7e ? '-' : String.fromCharCode(code);
}
