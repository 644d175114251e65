import type { Finding } from './finding.ts';

/** From here on the words of a line say more than the kind of fault that a vocabulary knows. */
const TELLING = 46;

/** A vocabulary knows what it is, and the words of its line say no more than that. */
export const isToldByKind = ({ category, reading }: Finding): boolean =>
  category === 'fault' && (reading?.reason == null || reading.weight < TELLING);

/** "Access was denied"; "A failure" where the words say no more. */
export function sentenceOf(finding: Finding): string {
  const { reading, text } = finding;
  if (isToldByKind(finding)) return text;
  const says = reading?.reason?.says ?? 'a line that only says that something is wrong';
  return says.charAt(0).toUpperCase() + says.slice(1);
}
