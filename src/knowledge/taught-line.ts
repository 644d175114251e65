import * as z from 'zod/mini';
import { digestOf } from '#src/evidence/digest.ts';
import { ecuClassOf, type TemplateIdentity } from '#src/evidence/templates/fingerprint.ts';

/**
 * One line that an engineer pointed at, known again by its template; what stands in no line of text (an answer on a bus) by
 * its kind and code.
 */
export const TaughtLine = z.object({
  /** Of the template in the batch that taught it. */
  fingerprint: z.nullable(z.string().check(z.maxLength(64))),
  /** `likenessOf` that template. */
  likeness: z.nullable(z.string().check(z.maxLength(64))),
  kind: z.nullable(z.string().check(z.maxLength(120))),
  code: z.nullable(z.string().check(z.maxLength(120))),
  /** Class of the ECU that wrote it, empty where the logs do not say. */
  ecu: z.string().check(z.maxLength(64)),
  /** What it says, masked: for people. */
  text: z.string().check(z.maxLength(300)),
});
export type TaughtLine = z.infer<typeof TaughtLine>;

/** What a batch shows that taught lines can be known by. */
export interface SeenLine {
  likeness: string | null;
  kind: string | null;
  code: string | null;
  ecu: string;
}

export function isLine(taught: TaughtLine, seen: SeenLine): boolean {
  if (taught.likeness !== null) return taught.likeness === seen.likeness;
  const isSameCode = taught.code === seen.code && (taught.code !== null || taught.kind !== null);
  return isSameCode && taught.kind === seen.kind && taught.ecu === ecuClassOf(seen.ecu);
}

/** `side B`, `slot a`: which of two places it was differs from one update to the next. */
const SLOT = /\b[A-Da-d]\b/g;
const encoder = new TextEncoder();
const known = new WeakMap<object, string>();

/**
 * A fingerprint that tells neither the slot nor the level: the same line of another vehicle has another slot, and some
 * vehicles log all of it as information. Writer, ECU class and codes stay.
 */
export function likenessOf(row: Omit<TemplateIdentity, 'level'>): string {
  const before = known.get(row);
  if (before !== undefined) return before;
  const { app, context, ecu, template } = row;
  const key = [ecuClassOf(ecu), app, context, template.replace(SLOT, '<slot>')].join('\0');
  const likeness = `l1:${digestOf(encoder.encode(key))}`;
  known.set(row, likeness);
  return likeness;
}
