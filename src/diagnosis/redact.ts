/**
 * What must not leave for a language model: who the vehicle and its people are, and what opens doors. The engineer sees
 * the original; the model sees the same words with typed marks in place of the values, one mark per value, so it can
 * still tell two vehicles apart.
 */
export class Redactor {
  readonly #marks = new Map<string, string>();
  readonly #originals = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  redact(text: string): string {
    return SECRETS.reduce(
      (rest, { name, pattern, keep }) =>
        rest.replace(pattern, (whole: string, ...groups: unknown[]) => {
          const secret = typeof groups[0] === 'string' ? groups[0] : whole;
          return keep?.(secret) ? whole : whole.replace(secret, () => this.#mark(name, secret));
        }),
      text,
    );
  }

  /** Puts the originals back into what a model wrote; marks it made up stay as they are. */
  restore(text: string): string {
    return text.replace(/\[[a-z-]{2,16}-\d{1,6}\]/g, (mark) => this.#originals.get(mark) ?? mark);
  }

  #mark(name: string, secret: string): string {
    const key = `${name}\0${secret}`;
    const known = this.#marks.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(name) ?? 0) + 1;
    const mark = `[${name}-${count}]`;
    this.#counts.set(name, count);
    this.#marks.set(key, mark);
    this.#originals.set(mark, secret);
    return mark;
  }
}

interface Secret {
  name: string;
  /** Group 1, where there is one, is the value; all repeats are bounded. */
  pattern: RegExp;
  /** Looks like one and is none. */
  keep?: (value: string) => boolean;
}

const SECRETS: readonly Secret[] = [
  { name: 'key', pattern: /-----BEGIN [A-Z ]{3,40}-----[^-]{1,8000}(?:-----END [A-Z ]{3,40}-----)?/g },
  { name: 'token', pattern: /\beyJ[\w-]{8,4000}\.[\w-]{4,8000}(?:\.[\w-]{0,4000})?/g },
  { name: 'token', pattern: /\b(?:Bearer|Basic|GatewayToken|TargetToken)\s{1,4}([\w.~+/=-]{8,4000})/gi },
  {
    name: 'signature',
    pattern:
      /[?&](?:X-Amz-(?:Signature|Credential|Security-Token)|AWSAccessKeyId|Signature|sig|se|token|access_token|api_?key|key)=([^&\s"'<>]{4,2000})/gi,
  },
  {
    name: 'secret',
    pattern:
      /\b(?:pass(?:word|wd|phrase)?|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|session[_-]?id|pin)["']?\s{0,3}[:=]\s{0,3}["']?([^\s"',;}&]{3,400})/gi,
  },
  { name: 'access-key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: 'credentials', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s/:@]{1,200}:[^\s/@]{1,200})@/gi },
  { name: 'email', pattern: /\b[\w.%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}\b/gi },
  { name: 'vin', pattern: /(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/g, keep: isNoVin },
  { name: 'vin', pattern: /(?<![a-z0-9])[a-hj-npr-z0-9]{17}(?![a-z0-9])/g, keep: isNoVin },
  { name: 'imei', pattern: /\b(?:IMEI|IMSI|ICCID|MSISDN)["']?\s{0,3}[:=]?\s{0,3}["']?(\d{10,20})/gi },
  {
    name: 'position',
    pattern: /\b(?:lat(?:itude)?|lon(?:g|gitude)?|lng)["']?\s{0,3}[:=]\s{0,3}(-?\d{1,3}\.\d{3,12})/gi,
  },
];

/** ISO 3779 leaves no VIN without a letter and a digit; a hash or a word of 17 letters is none. */
function isNoVin(value: string): boolean {
  return !/[A-Za-z]/.test(value) || (value.match(/\d/g)?.length ?? 0) < 4;
}
