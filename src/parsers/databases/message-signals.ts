import type { CanMessage, CanSignal } from './can-database.ts';
import { physicalValue, rawValue } from './decode-signal.ts';

interface DecodedSignal {
  signal: CanSignal;
  raw: number;
  /** In the signal's unit. */
  value: number;
}

type Payload = readonly [start: number, end: number];

/** The signals of `message` that its payload carries, in the order of the description. */
export function* signalsIn(message: CanMessage, bytes: Uint8Array, payload: Payload): Generator<DecodedSignal, void> {
  for (const signal of message.signals) {
    if (!isPresent(signal, bytes, payload)) continue;
    const raw = rawValue(signal, bytes, payload);
    if (Number.isFinite(raw)) yield { signal, raw, value: physicalValue(signal, raw) };
  }
}

/** With its switch in one of its ranges, and that one's switch, and so on: the description has no circle. */
function isPresent(signal: CanSignal, bytes: Uint8Array, payload: Payload): boolean {
  for (let multiplexed = signal.multiplexed; multiplexed; multiplexed = multiplexed.by.multiplexed) {
    const raw = rawValue(multiplexed.by, bytes, payload);
    if (!multiplexed.ranges.some(([from, to]) => raw >= from && raw <= to)) return false;
  }
  return true;
}
