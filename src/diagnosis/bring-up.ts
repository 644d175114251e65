import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { Logs } from './rotated-logs.ts';

/** So many parts that are not there are no loss: a system looks for whatever may be plugged in. */
const PARTS = 3;
const ABSENT =
  /\bno (?:[\w<>./#-]{1,40} ){0,4}(?:connected|detected|found|present|attached)\b|\bno (?:[\w<>-]{1,24} ){0,2}(?:devices?|led|card|medium|sensor|carrier)\b|\bnot (?:connected|detected|present|fitted|populated|attached)\b/i;
/** `[mag4] no device on bus`, `mag4: no device`: which part, or its driver, was looked for. */
const PART = /\[([A-Za-z][\w<>.-]{1,40})\]|^([A-Za-z][\w<>./-]{1,40}):/;
const CALLED_ERROR = /^\W{0,3}(?:ERROR|FATAL|CRITICAL)\b/;

/** Where, by `streamKey` of its log, a bring-up that calls it no error that many optional parts are missing last looks for one. */
export function bringUpsOf(templates: readonly TemplateRow[], logs: Logs): Map<string, number> {
  const partsOf = new Map<string, Set<string>>();
  const lastOf = new Map<string, number>();
  for (const row of templates) {
    const part = missingPart(row);
    if (part === undefined) continue;
    for (const [log, offsets] of logs.placesOf(row)) {
      partsOf.set(log, (partsOf.get(log) ?? new Set()).add(part));
      lastOf.set(log, Math.max(lastOf.get(log) ?? -1, ...offsets));
    }
  }
  return new Map([...lastOf].filter(([log]) => (partsOf.get(log)?.size ?? 0) >= PARTS));
}

function missingPart({ level, template }: TemplateRow): string | undefined {
  if (level === 'error' || level === 'fatal' || CALLED_ERROR.test(template) || !ABSENT.test(template)) return undefined;
  const [, tag, head] = PART.exec(template) ?? [];
  return tag ?? head;
}
