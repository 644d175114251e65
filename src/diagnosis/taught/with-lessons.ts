import { digestOf } from '#src/evidence/digest.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import type { Lesson } from './lesson.ts';

/**
 * The shipped knowledge with what engineers taught: a row per cause, behind the same filters, and the lines that they found
 * harmless. The snapshot tells the two apart, and every change of a lesson.
 */
export function withLessons(base: KnowledgeBase, lessons: readonly Lesson[]): KnowledgeBase {
  const active = lessons.filter(({ isDisabled }) => !isDisabled).sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
  if (active.length === 0) return base;
  const taught = active.flatMap((lesson) => rowOf(lesson) ?? []);
  const versions = active.map(({ batchId, version }) => `${batchId}:${version}`).join(' ');
  return {
    ...base,
    rows: [...base.rows, ...taught],
    snapshot: `${base.snapshot}+${digestOf(new TextEncoder().encode(versions))}`,
    harmless: active.flatMap(({ batchId, firmware, harmless, platform }) =>
      harmless.map((line) => ({ line, firmware, platforms: [platform ?? '*'], source: batchId })),
    ),
  };
}

/** Undefined of a false alarm, which names no cause. */
function rowOf({ actions, batchId, cause, firmware, history, lines, platform }: Lesson): KnowledgeRow | undefined {
  const [first, ...others] = lines;
  if (cause === null || first === undefined) return undefined;
  const taught = history.findLast(({ what }) => what === 'taught');
  const when = taught ? new Date(taught.atMs).toISOString().slice(0, 10) : 'an unknown day';
  return {
    id: `taught-${batchId.toLowerCase()}`,
    title: cause,
    match: { lines: [first] },
    ...(others.length > 0 && { requires: { lines: others } }),
    platforms: [platform ?? '*'],
    firmware,
    components: [],
    causeCode: causeCodeOf(cause),
    scope: 'any',
    symptom: first.text,
    // No word of the engineer's: a claim states only what its lines show.
    cause: 'Engineers found this cause where the same lines stood.',
    actions:
      actions.length > 0
        ? actions.map((text) => ({ text, risk: 'low' as const }))
        : [{ text: `See how batch ${batchId} was resolved.`, risk: 'none' as const }],
    source: `Taught by ${taught?.by ?? 'an engineer'} on ${when} from batch ${batchId}`,
  };
}

/** The same words are the same cause, whichever batch taught it. */
export function causeCodeOf(cause: string): string {
  const words =
    cause
      .toLowerCase()
      .normalize('NFKD')
      .match(/[a-z0-9]+/g) ?? [];
  const slug = words.join('-').slice(0, 60).replace(/-$/, '');
  return `taught-${slug || digestOf(new TextEncoder().encode(cause))}`;
}
