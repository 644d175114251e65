/** Longer strings are no versions; also bounds the work on a hostile one. */
const MAX_VERSION_CHARS = 64;
const EARLIER_SUFFIX = /^(?:alpha|beta|dev|pre|preview|rc|snapshot)/;

interface Version {
  numbers: bigint[];
  suffix: string;
}

interface Comparator {
  operator: string;
  version: Version;
}

/**
 * Orders dotted firmware versions: numbers first (missing ones are 0), then the suffix: `rc`, `beta`, … come before the
 * bare version, any other suffix after it. Undefined when either is not of that form.
 */
export function compareFirmware(left: string, right: string): number | undefined {
  const a = parseVersion(left);
  const b = parseVersion(right);
  return a && b && compareVersions(a, b);
}

/** Undefined when the version or the range cannot be read: the caller must then treat the row as not applicable. */
export function isInFirmwareRange(version: string, range: string): boolean | undefined {
  const parsed = parseVersion(version);
  const alternatives = range.split('||').map(parseComparators);
  if (parsed === undefined) return undefined;
  let matches = false;
  for (const comparators of alternatives) {
    if (comparators === undefined) return undefined;
    matches ||= comparators.every((comparator) => satisfies(parsed, comparator));
  }
  return matches;
}

export const isReadableRange = (range: string): boolean => isInFirmwareRange('0', range) !== undefined;

function parseVersion(text: string): Version | undefined {
  if (text.length > MAX_VERSION_CHARS) return undefined;
  const trimmed = text.trim();
  const match = /^[vV]?(\d+(?:\.\d+)*)/.exec(trimmed);
  if (match === null || /\s/.test(trimmed)) return undefined;
  const suffix = trimmed
    .slice(match[0].length)
    .toLowerCase()
    .replace(/^[-._+~]+/, '');
  return { numbers: match[1].split('.').map(BigInt), suffix };
}

function parseComparators(part: string): Comparator[] | undefined {
  const words = part.trim().split(/\s+/);
  const comparators = words.map(parseComparator);
  return comparators.every((comparator) => comparator !== undefined) ? comparators : undefined;
}

function parseComparator(word: string): Comparator | undefined {
  const match = /^(<=|>=|<|>|=)?(.+)$/.exec(word);
  const version = match ? parseVersion(match[2]) : undefined;
  return match && version ? { operator: match[1] ?? '=', version } : undefined;
}

function satisfies(version: Version, { operator, version: bound }: Comparator): boolean {
  const order = compareVersions(version, bound);
  if (operator === '=') return order === 0;
  if (order === 0) return operator.endsWith('=');
  return operator.startsWith('<') ? order < 0 : order > 0;
}

function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
    const left = a.numbers[i] ?? 0n;
    const right = b.numbers[i] ?? 0n;
    if (left !== right) return left < right ? -1 : 1;
  }
  return compareSuffixes(a.suffix, b.suffix);
}

function compareSuffixes(a: string, b: string): number {
  const rank = suffixRank(a) - suffixRank(b);
  if (rank !== 0) return Math.sign(rank);
  return Math.sign(a.localeCompare(b, 'en', { numeric: true }));
}

function suffixRank(suffix: string): number {
  if (suffix === '') return 1;
  return EARLIER_SUFFIX.test(suffix) ? 0 : 2;
}
