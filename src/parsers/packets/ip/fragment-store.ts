import { copiedPayload, type Payload } from '../payload.ts';
import type { IpHeader } from './ip-header.ts';

/** Datagrams that are being put together at a time; further ones push out the oldest. */
const MAX_DATAGRAMS = 32;
/** An IP packet's length has 16 bits. */
const MAX_DATAGRAM_BYTES = 65_535;
/** Pieces of one datagram: 64 KB in the smallest fragments that a network makes (576 bytes). */
const MAX_PIECES = 128;

interface Datagram {
  bytes: Uint8Array;
  /** Ranges that have come, in order and not touching. */
  ranges: [from: number, to: number][];
  pieces: number;
  /** Known with the last fragment. */
  length: number;
  /** Where the first byte lies that snaplen cut off. */
  cutAt: number;
}

/** Puts IP fragments together, in whatever order they come. Memory is bounded: 32 datagrams of 64 KB. */
export class FragmentStore {
  readonly #datagrams = new Map<string, Datagram>();

  /** The payload of the datagram that this fragment makes whole. */
  add(header: IpHeader): Payload | undefined {
    const key = keyOf(header);
    const datagram = this.#datagrams.get(key) ?? this.#begin(key);
    if (++datagram.pieces > MAX_PIECES || !place(datagram, header)) {
      this.#datagrams.delete(key);
      return undefined;
    }
    const [[from, to]] = datagram.ranges;
    if (from > 0 || to !== datagram.length) return undefined;
    this.#datagrams.delete(key);
    const end = Math.min(datagram.cutAt, datagram.length);
    return copiedPayload(datagram.bytes.subarray(0, end), datagram.length - end);
  }

  #begin(key: string): Datagram {
    if (this.#datagrams.size >= MAX_DATAGRAMS) {
      for (const oldest of this.#datagrams.keys()) {
        this.#datagrams.delete(oldest);
        break;
      }
    }
    const unknown = Number.POSITIVE_INFINITY;
    const datagram = { bytes: new Uint8Array(4096), ranges: [], pieces: 0, length: unknown, cutAt: unknown };
    this.#datagrams.set(key, datagram);
    return datagram;
  }
}

/** False when the fragment cannot belong to a datagram. */
function place(datagram: Datagram, { payload, fragmentOffset, hasMoreFragments }: IpHeader): boolean {
  const { bytes, at, end, missing } = payload;
  const stop = fragmentOffset + (end - at);
  const sent = stop + missing;
  if (sent > MAX_DATAGRAM_BYTES || sent === fragmentOffset) return false;
  if (datagram.bytes.length < stop) datagram.bytes = grown(datagram.bytes, stop);
  datagram.bytes.set(bytes.subarray(at, end), fragmentOffset);
  if (missing > 0) datagram.cutAt = Math.min(datagram.cutAt, stop);
  if (!hasMoreFragments) datagram.length = sent;
  datagram.ranges = joined([...datagram.ranges, [fragmentOffset, sent]]);
  return true;
}

function joined(ranges: [number, number][]): [number, number][] {
  ranges.sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function grown(bytes: Uint8Array, atLeast: number): Uint8Array {
  const larger = new Uint8Array(Math.min(MAX_DATAGRAM_BYTES, Math.max(atLeast, bytes.length * 2)));
  larger.set(bytes);
  return larger;
}

function keyOf({ bytes, addressesAt, addressBytes, protocol, fragmentId }: IpHeader): string {
  return `${fragmentId} ${protocol} ${bytes.subarray(addressesAt, addressesAt + 2 * addressBytes).join('.')}`;
}
