import type { AwsCredentials } from './sign-request.ts';
import { signRequest } from './sign-request.ts';

/** AWS IoT Core did not say which things a certificate belongs to; the same question later may be answered. */
class ThingsUnknown extends Error {
  override readonly name = 'ThingsUnknown';

  constructor(what: string) {
    super(`AWS IoT Core did not tell the things of a certificate (${what}).`);
  }
}

/**
 * IoT Core's credential provider names a session after the certificate that was shown: its id, 64 hex digits. (Read off
 * error messages of devices that are public; AWS does not document it, so `bin/smoke.ts` and docs/device-access.md say to
 * look there first.) Whatever else a session is named is no certificate.
 */
const DEVICE_SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/[\w+=,.@-]+\/([0-9a-f]{64})$/;

/** Certificates are attached and detached rarely; a vehicle that is moved waits so long. */
const KEPT_MS = 5 * 60_000;
/** A warm function of a large fleet holds no more. */
const MAX_KEPT = 5_000;
const TIMEOUT_MS = 5_000;

interface IotAccess {
  region: string;
  credentials: () => Promise<AwsCredentials>;
  nowMs: () => number;
  /** Where IoT Core's control plane is, when not at its usual address. */
  endpoint?: string | undefined;
}

/** Names of the things that the caller's certificate is attached to; none for a caller without one. */
export function thingsOfCertificate(access: IotAccess): (callerArn: string | null) => Promise<ReadonlySet<string>> {
  const known = new Map<string, { things: ReadonlySet<string>; untilMs: number }>();
  return async (callerArn) => {
    const [, partition, account, certificate] = DEVICE_SESSION.exec(callerArn ?? '') ?? [];
    if (certificate === undefined) return new Set();
    const kept = known.get(certificate);
    if (kept && kept.untilMs > access.nowMs()) return kept.things;
    const principal = `arn:${partition}:iot:${access.region}:${account}:cert/${certificate}`;
    const things = await listThings(access, principal);
    if (known.size >= MAX_KEPT) known.clear();
    known.set(certificate, { things, untilMs: access.nowMs() + KEPT_MS });
    return things;
  };
}

/** `ListPrincipalThings` of the control plane, signed by hand: its SDK client is 400 KB for one request. */
async function listThings(access: IotAccess, principal: string): Promise<ReadonlySet<string>> {
  const url = new URL('/principals/things', access.endpoint ?? `https://iot.${access.region}.amazonaws.com`);
  const request = { method: 'GET', url, headers: { 'x-amzn-principal': principal } };
  const credentials = await access.credentials();
  const scope = { service: 'iot', region: access.region, credentials, timeMs: access.nowMs() };
  const { host, ...headers } = signRequest(request, scope);
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new ThingsUnknown(`status ${answer.status}`);
  const { things } = (await answer.json()) as { things?: unknown };
  if (!Array.isArray(things)) throw new ThingsUnknown('no list');
  return new Set(things.filter((thing) => typeof thing === 'string'));
}
