/**
 * What a language model has no need to know, by kind. Keys stay ("password=[SECRET-1]"), words of state stay ("token:
 * expired"): they are what a diagnosis is made of. All patterns are bounded or fail at their first character.
 */
const KINDS = {
  /** Text that looks like a name given below: hidden too, so that `restore` is exact. */
  TEXT: [String.raw`\[(?:TEXT|SECRET|VIN|VEHICLE|PERSON|DEVICE|PLACE)-\d{1,9}\]`],
  SECRET: [
    '-----BEGIN [A-Z ]{0,40}KEY-----.*',
    String.raw`\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\b(?:gh[opsu]|glpat|xox[abp]|sk)[-_][\w-]{16,}`,
    String.raw`(?<=\b(?:authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|bearer)|gatewaytoken|targettoken)\s{1,3})[\w.~+/=-]{4,}`,
    String.raw`(?<=\bbearer\s{1,3})(?=[\w.~+/=-]{0,200}\d)[\w.~+/=-]{8,}`,
    String.raw`(?<=(?:passw(?:or)?d|passphrase|pwd|psk|\bpin|private[_-]?key)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"'&,;)\]}]{3,}`,
    String.raw`(?<=(?:secret|token|api[_-]?key|access[_-]?key|credentials?|cookie|session[_-]?id|[?&](?:x-amz-)?(?:sig(?:nature)?|credential|key))["']?\s{0,3}[=:]\s{0,3}["']?)(?:(?=[^\s"'&,;)\]}]{0,200}\d)[^\s"'&,;)\]}]{6,}|[^\s"'&,;)\]}]{20,})`,
    String.raw`(?<=//[^\s/@:]{1,64}:)[^\s/@]{1,128}(?=@)`,
  ],
  /** ISO 3779, as text or as the hex of its 17 ASCII bytes, which is how it travels in UDS and DoIP. */
  VIN: [
    String.raw`(?<![a-z0-9])(?=\d*[a-z])(?=[a-z]*\d)[a-hj-npr-z0-9]{17}(?![a-z0-9])`,
    String.raw`(?:(?:3\d|4[1-9a-f]|5[0-9a])[ :-]?){16}(?:3\d|4[1-9a-f]|5[0-9a])`,
  ],
  PERSON: [String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}`],
  DEVICE: [
    String.raw`(?<=\b(?:imei|imsi|iccid|msisdn|eid|phone|serial(?:[_ -]?(?:no|number))?)["']?\s{0,3}[=:]?\s{0,3}["']?)\+?\d[0-9a-f-]{5,31}`,
    '(?<![0-9a-f:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![0-9a-f:-])',
  ],
  PLACE: [String.raw`(?<=\b(?:lat(?:itude)?|lon(?:gitude)?|lng)["']?\s{0,3}[=:]\s{0,3}["']?)[-+]?\d{1,3}\.\d{3,}`],
} as const;

/** A shorter vehicle id, or one without a digit, is as likely a word or a number of the log. */
const TELLING_ID = /^(?=.*\d).{5,}$/;

/**
 * Hides what identifies a vehicle or a person, or opens a door, behind names such as `[VIN-1]`: the same text has the same
 * name, so a reader of the hidden text can still tell what belongs together. `restore` undoes it, which is how an
 * engineer reads the real text where a model only saw the name. The map stays in here.
 */
export class Redaction {
  readonly #pattern: RegExp;
  readonly #nameOf = new Map<string, string>();
  readonly #textOf = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(vehicleId: string) {
    const kinds: [string, readonly string[]][] = Object.entries(KINDS);
    if (TELLING_ID.test(vehicleId)) kinds.push(['VEHICLE', [`(?<![a-z0-9])${literal(vehicleId)}(?![a-z0-9])`]]);
    const groups = kinds.map(([kind, patterns]) => `(?<${kind}>${patterns.join('|')})`);
    this.#pattern = new RegExp(groups.join('|'), 'gi');
  }

  hide(text: string): string {
    return text.replace(this.#pattern, (...args) => {
      const groups: Record<string, string | undefined> = args.at(-1);
      const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'TEXT';
      return this.#nameFor(kind, args[0]);
    });
  }

  restore(text: string): string {
    return text.replace(/\[[A-Z]+-\d+\]/g, (name) => this.#textOf.get(name) ?? name);
  }

  #nameFor(kind: string, text: string): string {
    const known = this.#nameOf.get(text);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const name = `[${kind}-${count}]`;
    this.#counts.set(kind, count);
    this.#nameOf.set(text, name);
    this.#textOf.set(name, text);
    return name;
  }
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
