import { MAX_SOURCES, Network, type SourceTable } from '../source-table.ts';

const MAX_BUSES = 255;
/** Doubled when half full: most recordings of a batch are short. */
const FIRST_SLOTS = 64;
/** IFNAMSIZ of linux/if.h is 16 with its NUL. */
export const MAX_BUS_LENGTH = 15;

/** Buses that a format only numbers are named after their network: `CAN1`, `LIN2`. */
const CHANNEL_NAMES: Readonly<Record<Network, string>> = ['', 'CAN', 'LIN', 'FlexRay', 'Ethernet', 'DoIP'];
/** Channel of a log that names none: the bus is called by its network alone. */
export const NO_CHANNEL = -1;

/** A 29-bit CAN id, or an error class (SocketCAN CAN_EFF_FLAG / CAN_ERR_FLAG): written with 8 digits. */
const EXTENDED = 0x80000000;

const SHORT_IDS = 2048;
const SHORT_BUSES = 4;

interface Bus {
  name: string;
  network: Network;
  /** Of error frames that name no error; 0 until there is one. */
  errorSource: number;
}

/** Source index by bus and frame id through integers only: a string is made once per pair, not per frame. */
export class FrameSources {
  readonly #table: SourceTable;
  readonly #buses: Bus[] = [];
  /** Per bus the length of its name, then its bytes. */
  readonly #busNames = new Uint8Array(MAX_BUSES * (1 + MAX_BUS_LENGTH));
  #lastBus = 0;
  readonly #busOfChannel = new Map<number, number>();
  #lastChannel = Number.NaN;
  #lastChannelBus = 0;
  /** By bus and 11-bit id, of the first buses: most frames are found here. */
  readonly #shortSources = new Uint32Array(SHORT_BUSES * SHORT_IDS);
  /** Bus + 1 in each used slot; 0 is free. */
  #slotBus = new Uint8Array(FIRST_SLOTS);
  #slotId = new Uint32Array(FIRST_SLOTS);
  #slotSource = new Uint32Array(FIRST_SLOTS);
  #entries = 0;

  constructor(table: SourceTable) {
    this.#table = table;
  }

  /** The CAN bus named by `bytes[start … end)`, at most 15 bytes; what comes after 255 buses shares the last. */
  busNamed(bytes: Uint8Array, start: number, end: number): number {
    if (this.#isBus(this.#lastBus, bytes, start, end)) return this.#lastBus;
    for (let bus = 0; bus < this.#buses.length; bus++) {
      if (this.#isBus(bus, bytes, start, end)) {
        this.#lastBus = bus;
        return bus;
      }
    }
    this.#lastBus = this.#addBus(bytes.subarray(start, end), Network.can);
    return this.#lastBus;
  }

  /** The bus that a format numbers, 0 … 65,535, or `NO_CHANNEL`. */
  channel(network: Network, channel: number): number {
    const key = (channel + 1) * CHANNEL_NAMES_LENGTH + network;
    if (key !== this.#lastChannel) {
      this.#lastChannel = key;
      this.#lastChannelBus = this.#busOfChannel.get(key) ?? this.#addChannel(network, channel, key);
    }
    return this.#lastChannelBus;
  }

  /** `id` as the log writes it, with SocketCAN's flag bits where it has them. */
  sourceOf(bus: number, id: number, isExtended: boolean): number {
    const short = id < SHORT_IDS && !isExtended ? bus * SHORT_IDS + id : -1;
    if (short < 0 || short >= this.#shortSources.length) return this.#find(bus, id, isExtended);
    if (this.#shortSources[short] === 0) this.#shortSources[short] = this.#find(bus, id, isExtended);
    return this.#shortSources[short];
  }

  /** Sources of a bus by 11-bit id, 0 where none was asked for yet; undefined for all but the first buses. */
  shortSourcesOf(bus: number): Uint32Array | undefined {
    if (bus >= SHORT_BUSES) return undefined;
    return this.#shortSources.subarray(bus * SHORT_IDS, (bus + 1) * SHORT_IDS);
  }

  #find(bus: number, id: number, isExtended: boolean): number {
    const key = (isExtended ? id | EXTENDED : id) >>> 0;
    const mask = this.#slotBus.length - 1;
    let slot = firstSlot(key, bus, mask);
    while (this.#slotBus[slot] !== 0) {
      if (this.#slotId[slot] === key && this.#slotBus[slot] === bus + 1) return this.#slotSource[slot];
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, { bus, key, id, isExtended });
  }

  /** Error frames of a bus, where the log does not say what the error was. */
  errorSourceOf(bus: number): number {
    const entry = this.#buses[bus];
    entry.errorSource ||= this.#table.intern(entry.name, 'error', '', entry.network);
    return entry.errorSource;
  }

  busName(bus: number): string {
    return this.#buses[bus].name;
  }

  #isBus(bus: number, bytes: Uint8Array, start: number, end: number): boolean {
    const names = this.#busNames;
    let at = bus * (1 + MAX_BUS_LENGTH);
    if (names[at++] !== end - start) return false;
    for (let i = start; i < end; i++) if (names[at++] !== bytes[i]) return false;
    return true;
  }

  #addBus(name: Uint8Array, network: Network): number {
    if (this.#buses.length >= MAX_BUSES) return MAX_BUSES - 1;
    const at = this.#buses.length * (1 + MAX_BUS_LENGTH);
    this.#busNames[at] = name.length;
    this.#busNames.set(name, at + 1);
    return this.#buses.push({ name: String.fromCharCode(...name), network, errorSource: 0 }) - 1;
  }

  #addChannel(network: Network, channel: number, key: number): number {
    const name = `${CHANNEL_NAMES[network]}${channel === NO_CHANNEL ? '' : channel}`;
    const bus = this.#addBus(
      Uint8Array.from(name, (char) => char.charCodeAt(0)),
      network,
    );
    if (this.#busOfChannel.size < MAX_BUSES) this.#busOfChannel.set(key, bus);
    return bus;
  }

  #add(slot: number, frame: { bus: number; key: number; id: number; isExtended: boolean }): number {
    if (this.#entries >= MAX_SOURCES) return 0;
    const { name, network } = this.#buses[frame.bus];
    const source = this.#table.intern(name, idText(network, frame.id, frame.isExtended), '', network);
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

const CHANNEL_NAMES_LENGTH = 6;

/** As the field writes ids: CAN 3 or 8 hexadecimal digits, LIN 2, EtherType and DoIP address 4; FlexRay slots in decimal. */
function idText(network: Network, id: number, isExtended: boolean): string {
  if (network === Network.flexray) return String(id);
  const digits = network === Network.can ? (isExtended ? 8 : 3) : network === Network.lin ? 2 : 4;
  return id.toString(16).toUpperCase().padStart(digits, '0');
}

function firstSlot(key: number, bus: number, mask: number): number {
  return ((Math.imul(key, 0x9e3779b1) ^ Math.imul(bus, 0x85ebca6b)) >>> 7) & mask;
}
