import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#src/batch/ports.ts';

/** Where the live diagnosis is served, and to whom. */
export interface DiagnosisDoor {
  /** True where it is served by another function: the API then only sends viewers there. */
  readonly isElsewhere: boolean;
  link(batchId: string): string;
  /** The console, on that batch. */
  page(batchId: string): string;
  /** False for a link that was not issued, was altered, or is out of date. */
  admits(batchId: string, proof: LinkProof): boolean;
}

/** Parts of a link. Not called `signature`: what stands before a function may take that for a request signed for AWS. */
interface LinkProof {
  expires?: string | undefined;
  proof?: string | undefined;
}

const pathOf = (batchId: string): string => `/batches/${batchId}/diagnosis`;
/** Behind `#`: what admits a reader to the page is in no log of a server. */
const pageOf = (batchId: string): string => `/#/batches/${batchId}/report`;

/** The same host serves it, to whoever reaches the API at all. */
export const OPEN_DOOR: DiagnosisDoor = { isElsewhere: false, link: pathOf, page: pageOf, admits: () => true };

/** What the secret of the deployment holds. `previous` is still accepted while the links it signed live. */
export interface LinkKeys {
  current: string;
  previous: string | null;
}

/** Long enough to send to a colleague in another time zone, short enough to forget about. */
const LINK_LIFE_MS = 24 * 60 * 60_000;

/** A function of its own serves it, to whoever holds a link: the HMAC in it is the credential. */
export function signedDoor(options: { viewUrl: string; keys: LinkKeys; clock: Clock }): DiagnosisDoor {
  const { viewUrl, keys, clock } = options;
  const accepted = [keys.current, keys.previous].filter((key) => key !== null);
  const linkTo = (path: (batchId: string) => string) => (batchId: string) => {
    const expires = String(clock.nowMs() + LINK_LIFE_MS);
    const proof = sign(keys.current, batchId, expires).toString('hex');
    return `${viewUrl.replace(/\/$/, '')}${path(batchId)}?${new URLSearchParams({ expires, proof })}`;
  };
  return {
    isElsewhere: viewUrl !== '',
    link: linkTo(pathOf),
    page: linkTo(pageOf),
    admits(batchId, { expires = '', proof = '' }) {
      if (!/^\d{1,15}$/.test(expires) || !/^[0-9a-f]{64}$/.test(proof)) return false;
      const given = Buffer.from(proof, 'hex');
      const isOurs = accepted.some((key) => timingSafeEqual(sign(key, batchId, expires), given));
      return isOurs && clock.nowMs() <= Number(expires);
    },
  };
}

const sign = (key: string, batchId: string, expires: string): Buffer =>
  createHmac('sha256', key).update(`${batchId}\n${expires}`).digest();
