import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { compareText } from '#src/evidence/pointers.ts';

/** Lines that tell most of a failure first, of equals the rarer; total, so that the same evidence gives the same order. */
export const byTelling = (a: TemplateRow, b: TemplateRow): number => weightOf(b) - weightOf(a) || byCount(a, b);

/** The rarest first. */
export const byCount = (a: TemplateRow, b: TemplateRow): number =>
  a.count - b.count || compareText(a.fingerprint, b.fingerprint) || compareText(a.ecu, b.ecu);

const weightOf = ({ failure }: TemplateRow): number => failure?.weight ?? 0;
