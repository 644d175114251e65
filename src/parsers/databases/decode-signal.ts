import type { CanSignal } from './can-database.ts';

/** Above this many bits a number of JavaScript may not be exact. */
const EXACT_BITS = 53;
const scratch = new DataView(new ArrayBuffer(8));

/** The raw value of `signal` in the payload `bytes[start … end)`; NaN when the payload is too short for it. */
export function rawValue(signal: CanSignal, bytes: Uint8Array, [start, end]: readonly [number, number]): number {
  if (!isInside(signal, end - start)) return Number.NaN;
  if (signal.type === 'float') return floatOf(signal, bytes, start);
  if (signal.bitCount > EXACT_BITS) return wideOf(signal, bytes, start);
  const value = bitsOf(signal, bytes, start);
  return signal.type === 'signed' && value >= 2 ** (signal.bitCount - 1) ? value - 2 ** signal.bitCount : value;
}

/** Raw value × factor + offset, in the signal's unit. */
export const physicalValue = ({ factor, offset }: CanSignal, raw: number): number => raw * factor + offset;

function isInside({ bitCount, isBigEndian, startBit }: CanSignal, byteCount: number): boolean {
  if (!isBigEndian) return startBit + bitCount <= byteCount * 8;
  const bitsBefore = (startBit >> 3) * 8 + 7 - (startBit & 7);
  return bitsBefore + bitCount <= byteCount * 8;
}

const bitsOf = (signal: CanSignal, bytes: Uint8Array, start: number): number =>
  signal.isBigEndian ? motorolaBits(signal, bytes, start) : intelBits(signal, bytes, start);

/** From the lowest bit upwards. */
function intelBits({ bitCount, startBit }: CanSignal, bytes: Uint8Array, start: number): number {
  let value = 0;
  let got = 0;
  for (let bit = startBit; got < bitCount; ) {
    const within = bit & 7;
    const take = Math.min(8 - within, bitCount - got);
    value += ((bytes[start + (bit >> 3)] >> within) & ((1 << take) - 1)) * 2 ** got;
    got += take;
    bit += take;
  }
  return value;
}

/** From the highest bit downwards, and on in the next byte at its highest. */
function motorolaBits({ bitCount, startBit }: CanSignal, bytes: Uint8Array, start: number): number {
  let value = 0;
  let within = startBit & 7;
  let left = bitCount;
  for (let at = start + (startBit >> 3); left > 0; at++) {
    const take = Math.min(within + 1, left);
    value = value * 2 ** take + ((bytes[at] >> (within + 1 - take)) & ((1 << take) - 1));
    left -= take;
    within = 7;
  }
  return value;
}

function floatOf(signal: CanSignal, bytes: Uint8Array, start: number): number {
  scratch.setUint32(0, bitsOf(signal, bytes, start));
  return scratch.getFloat32(0);
}

/** 54 to 64 bits, in two halves; a double is always so wide. */
function wideOf(signal: CanSignal, bytes: Uint8Array, start: number): number {
  const [low, high] = halvesOf(signal);
  const bits = (BigInt(bitsOf(high, bytes, start)) << 32n) | BigInt(bitsOf(low, bytes, start));
  if (signal.type === 'double') {
    scratch.setBigUint64(0, bits);
    return scratch.getFloat64(0);
  }
  return Number(signal.type === 'signed' ? BigInt.asIntN(signal.bitCount, bits) : bits);
}

/** The lower 32 bits and those above. */
function halvesOf(signal: CanSignal): readonly [CanSignal, CanSignal] {
  const above = signal.bitCount - 32;
  if (!signal.isBigEndian) {
    return [
      { ...signal, bitCount: 32 },
      { ...signal, startBit: signal.startBit + 32, bitCount: above },
    ];
  }
  // Bits counted as they are written, from the highest of the first byte on.
  const first = (signal.startBit >> 3) * 8 + 7 - (signal.startBit & 7) + above;
  const startBit = (first >> 3) * 8 + 7 - (first & 7);
  return [
    { ...signal, startBit, bitCount: 32 },
    { ...signal, bitCount: above },
  ];
}
