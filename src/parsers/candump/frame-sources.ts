import type { SourceTable } from '../source-table.ts';

const MAX_BUSES = 255;
/** IFNAMSIZ of linux/if.h is 16 with its NUL. */
export const MAX_BUS_LENGTH = 15;
/** As many as a source table holds: what comes later belongs to the nameless source. */
const MAX_ENTRIES = 65_536;

/** Written as 8 digits: a 29-bit id, or an error class (SocketCAN CAN_EFF_FLAG / CAN_ERR_FLAG). */
const EXTENDED = 0x80000000;

/** Source index by bus and CAN id through integers only: a string is made once per pair, not per frame. */
export class FrameSources {
  readonly #table: SourceTable;
  /** Per bus its length, then its bytes. */
  readonly #busNames = new Uint8Array(MAX_BUSES * (1 + MAX_BUS_LENGTH));
  #buses = 0;
  /** Bus + 1 in each used slot; 0 is free. */
  #slotBus = new Uint8Array(1024);
  #slotId = new Uint32Array(1024);
  #slotSource = new Uint32Array(1024);
  #entries = 0;
  #lastBus = 0;

  constructor(table: SourceTable) {
    this.#table = table;
  }

  /** Number of the bus named by `bytes[start … end)`, at most 15 bytes; what comes after 255 buses shares the last number. */
  busOf(bytes: Uint8Array, start: number, end: number): number {
    if (this.#isBus(this.#lastBus, bytes, start, end)) return this.#lastBus;
    for (let bus = 0; bus < this.#buses; bus++) {
      if (this.#isBus(bus, bytes, start, end)) {
        this.#lastBus = bus;
        return bus;
      }
    }
    return this.#addBus(bytes.subarray(start, end));
  }

  /** `id` as written, with its flag bits. */
  sourceOf(bus: number, id: number, isExtended: boolean): number {
    const key = (isExtended ? id | EXTENDED : id) >>> 0;
    const mask = this.#slotBus.length - 1;
    let slot = firstSlot(key, bus, mask);
    while (this.#slotBus[slot] !== 0) {
      if (this.#slotId[slot] === key && this.#slotBus[slot] === bus + 1) return this.#slotSource[slot];
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, { bus, key, id, isExtended });
  }

  #isBus(bus: number, bytes: Uint8Array, start: number, end: number): boolean {
    const names = this.#busNames;
    let at = bus * (1 + MAX_BUS_LENGTH);
    if (names[at++] !== end - start) return false;
    for (let i = start; i < end; i++) if (names[at++] !== bytes[i]) return false;
    return true;
  }

  #addBus(name: Uint8Array): number {
    if (this.#buses >= MAX_BUSES) return MAX_BUSES - 1;
    const at = this.#buses * (1 + MAX_BUS_LENGTH);
    this.#busNames[at] = name.length;
    this.#busNames.set(name, at + 1);
    this.#lastBus = this.#buses++;
    return this.#lastBus;
  }

  #busName(bus: number): string {
    const at = bus * (1 + MAX_BUS_LENGTH) + 1;
    return String.fromCharCode(...this.#busNames.subarray(at, at + this.#busNames[at - 1]));
  }

  #add(slot: number, frame: { bus: number; key: number; id: number; isExtended: boolean }): number {
    if (this.#entries >= MAX_ENTRIES) return 0;
    const hex = frame.id.toString(16).toUpperCase();
    const source = this.#table.intern(this.#busName(frame.bus), hex.padStart(frame.isExtended ? 8 : 3, '0'), '');
    this.#slotBus[slot] = frame.bus + 1;
    this.#slotId[slot] = frame.key;
    this.#slotSource[slot] = source;
    this.#entries++;
    if (this.#entries * 2 > this.#slotBus.length) this.#grow();
    return source;
  }

  #grow(): void {
    const slotBus = this.#slotBus;
    const slotId = this.#slotId;
    const slotSource = this.#slotSource;
    const length = slotBus.length * 2;
    this.#slotBus = new Uint8Array(length);
    this.#slotId = new Uint32Array(length);
    this.#slotSource = new Uint32Array(length);
    for (let old = 0; old < slotBus.length; old++) {
      if (slotBus[old] === 0) continue;
      const slot = this.#freeSlot(slotId[old], slotBus[old] - 1);
      this.#slotBus[slot] = slotBus[old];
      this.#slotId[slot] = slotId[old];
      this.#slotSource[slot] = slotSource[old];
    }
  }

  #freeSlot(key: number, bus: number): number {
    const mask = this.#slotBus.length - 1;
    let slot = firstSlot(key, bus, mask);
    while (this.#slotBus[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }
}

function firstSlot(key: number, bus: number, mask: number): number {
  return ((Math.imul(key, 0x9e3779b1) ^ Math.imul(bus, 0x85ebca6b)) >>> 7) & mask;
}
