import type { Attempt, Span } from './episodes.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

const WORD = /[A-Za-z0-9][A-Za-z0-9._+-]{3,62}[A-Za-z0-9]/g;
const VERSION = /^v?\d+(?:\.\d+){2,}(?:[-+._][A-Za-z0-9.]+)?$/;
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const DATE = /^\d{4}-\d{2}-\d{2}|^\d{2}[.:-]\d{2}/;
/** `OTA-2026-9633`, `job_00417`, `bundle-7f3a9`: letters, a separator, and digits. */
const NUMBERED = /^(?=.*[A-Za-z])(?=.*\d.*\d).*[-_]/;

/** `slot B`, `bank_a`, `rootfs.1`: the half of the memory that is written or started. */
const SLOT = /(?<![a-z])([a-z]{4,12})[ ._-]([ab01])(?![\w.-]|\s?[%=])/gi;

/** What names one update in every log that tells of it: its version, the number of its campaign or job, its slot. */
export function updateNamesIn(text: string): string[] {
  const words = text.match(WORD) ?? [];
  const names = words.filter(
    (word) => !ADDRESS.test(word) && !DATE.test(word) && (VERSION.test(word) || NUMBERED.test(word)),
  );
  return [...names, ...[...text.matchAll(SLOT)].map(([, noun, half]) => `${noun} ${half}`.toLowerCase())];
}

/**
 * Writers whose lines bear a name that the try bears too, and where: they took part in it, in whatever words.
 */
export function writersOfUpdate(
  attempt: Attempt,
  findings: readonly Finding[],
  {
    logs,
    textOf,
    writerKey,
  }: { logs: Logs; textOf: (finding: Finding) => string; writerKey: (finding: Finding) => string },
): Map<string, Span[]> {
  const names = new Set(attempt.findings.flatMap((finding) => updateNamesIn(textOf(finding))));
  const own = new Set(attempt.findings.map(writerKey));
  for (const finding of findings) {
    const also = own.has(writerKey(finding)) ? updateNamesIn(textOf(finding)) : [];
    if (also.some((name) => names.has(name))) for (const name of also) names.add(name);
  }
  const telling = new Map<string, Span[]>();
  if (names.size === 0) return telling;
  for (const finding of findings) {
    if (!updateNamesIn(textOf(finding)).some((name) => names.has(name))) continue;
    const key = writerKey(finding);
    telling.set(key, joined([...(telling.get(key) ?? []), spanOf(finding, logs)]));
  }
  return telling;
}

function spanOf({ place, row }: Finding, logs: Logs): Span {
  const stream = streamKey(place);
  const offsets = row ? (logs.placesOf(row).get(stream) ?? []) : [];
  return { stream, from: Math.min(place.offset, ...offsets), to: Math.max(place.offset, ...offsets) };
}

const joined = (spans: readonly Span[]): Span[] =>
  [...Map.groupBy(spans, ({ stream }) => stream)].map(([stream, own]) => ({
    stream,
    from: Math.min(...own.map(({ from }) => from)),
    to: Math.max(...own.map(({ to }) => to)),
  }));
