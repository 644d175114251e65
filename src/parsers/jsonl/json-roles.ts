import { asciiBytes, startsWith } from '../lines/ascii.ts';

/** What a member of a log object is for, in the order of `KEYS`. */
export const Role = { time: 0, level: 1, message: 2, source: 3, ecu: 4, processId: 5, uptime: 6 } as const;
export const ROLE_COUNT = 7;

/**
 * Keys of the field, the best of each role first: Mender, pino, bunyan, zap, zerolog, slog, Docker, Logstash, ECS,
 * journald (systemd.journal-fields(7)).
 */
const KEYS: readonly string[] = [
  '__REALTIME_TIMESTAMP timestamp @timestamp time ts datetime date',
  'level severity lvl log.level loglevel levelname severity_text PRIORITY',
  'message msg MESSAGE log event text body',
  'module SYSLOG_IDENTIFIER logger name service component tag app _COMM',
  'ecu _HOSTNAME hostname host',
  'pid _PID SYSLOG_PID',
  '__MONOTONIC_TIMESTAMP',
];

export interface KnownKey {
  key: Uint8Array;
  role: number;
  /** 0 is the best. */
  rank: number;
}

const KNOWN = new Map<number, KnownKey>(
  KEYS.flatMap((keys, role) =>
    keys.split(' ').map((text, rank): [number, KnownKey] => {
      const key = asciiBytes(text);
      return [hashOf(key, 0, key.length), { key, role, rank }];
    }),
  ),
);

const MAX_KEY_BYTES = 24;
/** Loggers write a handful of keys; journald some twenty. */
const MAX_KEYS_REMEMBERED = 32;

/** Keys of the objects of one stream, which mostly stand in the same order: the one that stood there last is tried first. */
export class KeyFinder {
  readonly #lastAt: (KnownKey | undefined)[] = new Array(MAX_KEYS_REMEMBERED).fill(undefined);

  /** What the `nth` key of an object, `bytes[start … end)`, is for; undefined when it is none of ours. */
  find(bytes: Uint8Array, [start, end]: readonly [number, number], nth: number): KnownKey | undefined {
    const last = nth < MAX_KEYS_REMEMBERED ? this.#lastAt[nth] : undefined;
    if (last !== undefined && last.key.length === end - start && startsWith(bytes, start, last.key)) return last;
    const known = findKey(bytes, start, end);
    if (known !== undefined && nth < MAX_KEYS_REMEMBERED) this.#lastAt[nth] = known;
    return known;
  }
}

/** What the key `bytes[start … end)` is for; undefined when it is none of ours. */
export function findKey(bytes: Uint8Array, start: number, end: number): KnownKey | undefined {
  if (end - start > MAX_KEY_BYTES) return undefined;
  const known = KNOWN.get(hashOf(bytes, start, end));
  return known && known.key.length === end - start && startsWith(bytes, start, known.key) ? known : undefined;
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + bytes[at]) | 0;
  return hash;
}
