import { DATA_TYPE_ELEMENTS, dataTypeOf } from './arxml-data-types.ts';
import { type ArxmlElement, type ArxmlElements, allIn, numberIn, textIn } from './arxml-elements.ts';
import { type CanMessage, type CanSignal, DatabaseError, messageKey } from './can-database.ts';

/** What `framesIn` looks for, and follows references to. */
export const FRAME_ELEMENTS = [
  'CAN-FRAME-TRIGGERING',
  'CAN-FRAME',
  'PDU-TRIGGERING',
  'I-SIGNAL-I-PDU',
  'NM-PDU',
  'MULTIPLEXED-I-PDU',
  'SECURED-I-PDU',
  'I-SIGNAL',
  'SYSTEM-SIGNAL',
  ...DATA_TYPE_ELEMENTS,
] as const;

const MAX_BITS = 64;
const MAX_START_BIT = 64 * 8 - 1;
const MAX_STANDARD_ID = 0x7ff;
const MAX_EXTENDED_ID = 0x1fffffff;
const MAX_NAMED_CLUSTERS = 8;
/** Frames may share a PDU, so that a small file could describe signals without end. */
const MAX_SIGNALS = 250_000;

/**
 * The CAN frames of a system description or an ECU extract (AUTOSAR CP TPS_SystemTemplate), of one cluster or of all. An id
 * that means different frames on different clusters is left out of all: a wrong name is worse than none. Throws
 * `DatabaseError` for a cluster that is not in the file.
 */
export function framesIn(elements: ArxmlElements, cluster: string | null): Map<number, CanMessage> {
  const triggerings = elements.named('CAN-FRAME-TRIGGERING');
  const chosen = triggerings.filter((each) => cluster === null || clusterOf(each) === cluster);
  if (cluster !== null && chosen.length === 0) throw notAmong(cluster, new Set(triggerings.map(clusterOf)));
  const frames = new Map<number, ArxmlElement | null>();
  for (const triggering of chosen) {
    const frame = elements.referred(triggering, 'FRAME-REF');
    const key = keyOf(triggering);
    if (frame === undefined || Number.isNaN(key)) continue;
    frames.set(key, frames.get(key) === undefined || frames.get(key) === frame ? frame : null);
  }
  const reader = new SignalReader(elements);
  return new Map(Array.from(frames).flatMap(([key, frame]) => (frame ? [[key, reader.messageOf(frame, key)]] : [])));
}

/** `/…/Cluster/Channel/Triggering`. */
const clusterOf = ({ path }: ArxmlElement): string => path.split('/').at(-3) ?? '';

function notAmong(cluster: string, clusters: ReadonlySet<string>): DatabaseError {
  const named = [...clusters].slice(0, MAX_NAMED_CLUSTERS).map((each) => `"${each}"`);
  return new DatabaseError(`It has no CAN cluster "${cluster}", but ${named.join(', ') || 'none at all'}.`);
}

/** NaN for what is no id. */
function keyOf(triggering: ArxmlElement): number {
  const id = numberIn(triggering, 'IDENTIFIER');
  const isExtended = textIn(triggering, 'CAN-ADDRESSING-MODE') === 'EXTENDED';
  const isId = Number.isInteger(id) && id >= 0 && id <= (isExtended ? MAX_EXTENDED_ID : MAX_STANDARD_ID);
  return isId ? messageKey(id, isExtended) : Number.NaN;
}

class SignalReader {
  readonly #elements: ArxmlElements;
  /** Of the PDU that is read, in its frame. */
  #startBit = 0;
  #signalsLeft = MAX_SIGNALS;
  /** One may have many ids. */
  readonly #byFrame = new Map<ArxmlElement, Pick<CanMessage, 'name' | 'signals'>>();

  constructor(elements: ArxmlElements) {
    this.#elements = elements;
  }

  messageOf(frame: ArxmlElement, key: number): CanMessage {
    const described = this.#byFrame.get(frame) ?? this.#read(frame);
    this.#byFrame.set(frame, described);
    return { id: key & MAX_EXTENDED_ID, isExtended: key > MAX_EXTENDED_ID, ...described };
  }

  #read(frame: ArxmlElement): Pick<CanMessage, 'name' | 'signals'> {
    const signals = allIn(frame, 'PDU-TO-FRAME-MAPPINGS', 'PDU-TO-FRAME-MAPPING').flatMap((mapping) => {
      this.#startBit = Math.floor((numberIn(mapping, 'START-POSITION') || 0) / 8) * 8;
      const pdu = this.#elements.referred(mapping, 'PDU-REF');
      return pdu === undefined ? [] : this.#signalsOf(pdu);
    });
    return { name: textIn(frame, 'SHORT-NAME'), signals };
  }

  /** For each signal that there is, and each part that may hold some. */
  #count(): void {
    if (this.#signalsLeft-- === 0) throw new DatabaseError('It describes more signals than any vehicle has.');
  }

  #signalsOf(pdu: ArxmlElement): CanSignal[] {
    if (pdu.name === 'MULTIPLEXED-I-PDU') return this.#multiplexed(pdu);
    if (pdu.name !== 'SECURED-I-PDU') return this.#plain(pdu);
    const payload = this.#elements.referred(this.#elements.referred(pdu, 'PAYLOAD-REF'), 'I-PDU-REF');
    // One that only authenticates another carries nothing of it.
    if (!payload || payload.name === 'SECURED-I-PDU' || textIn(pdu, 'USE-AS-CRYPTOGRAPHIC-I-PDU') === 'true') return [];
    return this.#signalsOf(payload);
  }

  #plain(pdu: ArxmlElement): CanSignal[] {
    return ['I-SIGNAL-TO-PDU-MAPPINGS', 'I-SIGNAL-TO-I-PDU-MAPPINGS']
      .flatMap((list) => allIn(pdu, list, 'I-SIGNAL-TO-I-PDU-MAPPING'))
      .flatMap((mapping) => this.#signal(mapping) ?? []);
  }

  #signal(mapping: ArxmlElement): CanSignal | undefined {
    this.#count();
    const signal = this.#elements.referred(mapping, 'I-SIGNAL-REF');
    const order = textIn(mapping, 'PACKING-BYTE-ORDER');
    // A group of signals has no value of its own.
    if (!signal || order === 'OPAQUE') return undefined;
    const system = this.#elements.referred(signal, 'SYSTEM-SIGNAL-REF');
    const [network] = allIn(signal, 'NETWORK-REPRESENTATION-PROPS');
    const { encoding, factor, offset, unit, texts } = dataTypeOf(
      this.#elements,
      network,
      allIn(system, 'PHYSICAL-PROPS')[0],
    );
    const bits = this.#bits(numberIn(mapping, 'START-POSITION'), numberIn(signal, 'LENGTH'), order);
    if (!bits || encoding === 'string') return undefined;
    const type = typeOf(encoding, bits.bitCount);
    return { name: textIn(signal, 'SHORT-NAME'), ...bits, type, factor, offset, unit, texts, multiplexed: null };
  }

  /** Undefined for what a frame cannot hold, and for signals that are bytes, not a number. */
  #bits(start: number, bitCount: number, order: string): Bits | undefined {
    const startBit = this.#startBit + start;
    const isPlace = Number.isInteger(startBit) && start >= 0 && startBit <= MAX_START_BIT;
    const isNumber = Number.isInteger(bitCount) && bitCount > 0 && bitCount <= MAX_BITS;
    return isPlace && isNumber ? { startBit, bitCount, isBigEndian: order === MOST_SIGNIFICANT_FIRST } : undefined;
  }

  /** Parts that are always there, and those of which the selector says which one is. */
  #multiplexed(pdu: ArxmlElement): CanSignal[] {
    const fixed = this.#partsOf(allIn(pdu, 'STATIC-PARTS', 'STATIC-PART'));
    const alternatives = allIn(pdu, 'DYNAMIC-PARTS', 'DYNAMIC-PART', ...ALTERNATIVES);
    const dynamic = alternatives.map((each) => ({
      code: numberIn(each, 'SELECTOR-FIELD-CODE'),
      signals: this.#partsOf([each]),
    }));
    const all = [...fixed, ...dynamic.flatMap(({ signals }) => signals)];
    const by = this.#selector(pdu, all);
    if (by === undefined) return fixed;
    const isOther = (signal: CanSignal): boolean => signal.startBit !== by.startBit;
    return [
      by,
      ...fixed.filter(isOther),
      ...dynamic.flatMap(({ code, signals }) =>
        signals.filter(isOther).map((signal) => ({ ...signal, multiplexed: { by, ranges: [[code, code] as const] } })),
      ),
    ];
  }

  #partsOf(parts: readonly ArxmlElement[]): CanSignal[] {
    return parts.flatMap((part) => {
      this.#count();
      const pdu = this.#elements.referred(part, 'I-PDU-REF');
      return pdu === undefined ? [] : this.#plain(pdu);
    });
  }

  /** Each alternative repeats the selector as a signal of its own; where none does, it has no name. */
  #selector(pdu: ArxmlElement, signals: readonly CanSignal[]): CanSignal | undefined {
    const order = textIn(pdu, 'SELECTOR-FIELD-BYTE-ORDER');
    const [start, length] = [numberIn(pdu, 'SELECTOR-FIELD-START-POSITION'), numberIn(pdu, 'SELECTOR-FIELD-LENGTH')];
    const bits = this.#bits(start, length, order);
    if (bits === undefined) return undefined;
    const named = signals.find(({ startBit }) => startBit === bits.startBit);
    return { ...UNNAMED_SELECTOR, ...named, ...bits, type: 'unsigned' };
  }
}

type Bits = Pick<CanSignal, 'startBit' | 'bitCount' | 'isBigEndian'>;
const MOST_SIGNIFICANT_FIRST = 'MOST-SIGNIFICANT-BYTE-FIRST';
const ALTERNATIVES = ['DYNAMIC-PART-ALTERNATIVES', 'DYNAMIC-PART-ALTERNATIVE'] as const;
const UNNAMED_SELECTOR = { name: 'Selector', factor: 1, offset: 0, unit: '', texts: new Map(), multiplexed: null };

function typeOf(encoding: string | undefined, bitCount: number): CanSignal['type'] {
  if (encoding === 'sint') return 'signed';
  if (encoding !== 'float') return 'unsigned';
  return bitCount === 32 ? 'float' : bitCount === 64 ? 'double' : 'unsigned';
}
