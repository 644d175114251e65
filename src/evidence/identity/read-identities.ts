import type { LineView } from '../detect/line-finding.ts';
import { digestOf } from '../digest.ts';
import type { StreamIdentity } from '../file-evidence.ts';

/** One that is named with many different ids is a server, or a list. */
const MAX_IDENTITIES = 16;

/** VIN (ISO 3779): 17 capitals and digits without I, O, Q; its last four are digits of the serial number. */
const VIN = /(?<![0-9A-Za-z])[A-HJ-NPR-Z0-9]{13}[0-9]{4}(?![0-9A-Za-z])/g;
const NAMES_VIN = /\b(?:vin|vehicle|chassis)\b/i;
/** An id that an update client has of its server, with its value: `controllerId: tcu-17`, `"device_id":"9f3e"`. */
const OWN_ID =
  /\b(?<key>vehicle|controller|thing|device)[ _-]?(?<what>id|name)\b["']?[ ]{0,2}[:=][ ]{0,2}["']?(?<value>[\w.:-]{4,64})/gi;

/** What a record tells of whose it is; kernels number their devices, too, and mean none of a fleet. */
export function readIdentities({ app, format, text }: LineView): StreamIdentity[] {
  const vins = [...text.matchAll(VIN)]
    .map(([vin]) => vin)
    .filter((vin) => /[A-Z]/.test(vin) && (hasCheckDigit(vin) || NAMES_VIN.test(text)))
    .map((vin) => identity('vin', vin));
  if (app === 'kernel' || format === 'kernel') return vins;
  const ids = [...text.matchAll(OWN_ID)].map(({ groups: { key, what, value } = {} }) =>
    identity(`${key}-${what} ${app}`.trim().toLowerCase(), value),
  );
  return [...vins, ...ids];
}

const encoder = new TextEncoder();

const identity = (name: string, value: string): StreamIdentity => ({ name, digest: digestOf(encoder.encode(value)) });

/** Values and weights of ISO 3779 as North America and China use them (49 CFR 565.15); others put any letter there. */
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';

function hasCheckDigit(vin: string): boolean {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (VALUES.indexOf(vin[i]) % 10), 0) % 11;
  return vin[8] === (sum === 10 ? 'X' : String(sum));
}

/** The identities of one stream, each once. */
export class Identities {
  readonly #byKey = new Map<string, StreamIdentity>();

  add(line: LineView): void {
    for (const each of readIdentities(line)) {
      if (this.#byKey.size < MAX_IDENTITIES) this.#byKey.set(`${each.name}\0${each.digest}`, each);
    }
  }

  finish(): StreamIdentity[] {
    return sortIdentities([...this.#byKey.values()]);
  }
}

/** Each once, in an order of their own: that of the records, and of ranges of a file, does not matter. */
export function joinIdentities(a: readonly StreamIdentity[] = [], b: readonly StreamIdentity[] = []): StreamIdentity[] {
  const byKey = new Map([...a, ...b].map((each) => [`${each.name}\0${each.digest}`, each]));
  return sortIdentities([...byKey.values()]).slice(0, MAX_IDENTITIES);
}

const sortIdentities = (identities: StreamIdentity[]): StreamIdentity[] =>
  identities.sort((a, b) => (`${a.name}\0${a.digest}` < `${b.name}\0${b.digest}` ? -1 : 1));
