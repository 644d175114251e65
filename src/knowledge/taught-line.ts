import * as z from 'zod/mini';
import { ecuClassOf } from '#src/evidence/templates/fingerprint.ts';

/**
 * One line that an engineer pointed at, known again by the fingerprint of its template; what stands in no line of text (an
 * answer on a bus) by its kind and code.
 */
export const TaughtLine = z.object({
  fingerprint: z.nullable(z.string().check(z.maxLength(64))),
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
  fingerprint: string | null;
  kind: string | null;
  code: string | null;
  ecu: string;
}

export function isLine(taught: TaughtLine, seen: SeenLine): boolean {
  if (taught.fingerprint !== null) return taught.fingerprint === seen.fingerprint;
  const isSameCode = taught.code === seen.code && (taught.code !== null || taught.kind !== null);
  return isSameCode && taught.kind === seen.kind && taught.ecu === ecuClassOf(seen.ecu);
}
