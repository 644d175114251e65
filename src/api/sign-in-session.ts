import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#src/batch/ports.ts';
import type { LinkKeys } from './diagnosis-door.ts';

/** A working day: what the provider takes back is noticed by then. */
const LIFE_MS = 8 * 60 * 60_000;
/** No batch is called so: what admits to a session admits to no link, and the other way round. */
const PURPOSE = 'signed in';

/** What a browser keeps of a sign-in. It says until when, and nothing of whom. */
export interface Sessions {
  issue(): string;
  /** False for what was not issued here, was altered, or is out of date. */
  admits(session: string): boolean;
  lifeMs: number;
}

export function signedSessions(keys: LinkKeys, clock: Clock): Sessions {
  const accepted = [keys.current, keys.previous].filter((key) => key !== null);
  return {
    lifeMs: LIFE_MS,
    issue() {
      const expires = String(clock.nowMs() + LIFE_MS);
      return `${expires}.${sign(keys.current, expires).toString('hex')}`;
    },
    admits(session) {
      const [, expires = '', proof = ''] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(session) ?? [];
      const isOurs = accepted.some((key) => isEqual(sign(key, expires), Buffer.from(proof, 'hex')));
      return isOurs && clock.nowMs() <= Number(expires);
    },
  };
}

const isEqual = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);

const sign = (key: string, expires: string): Buffer =>
  createHmac('sha256', key).update(`${PURPOSE}\n${expires}`).digest();
