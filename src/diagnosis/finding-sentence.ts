import type { Finding } from './finding.ts';

/** From here on the words of a line say more than the kind of fault that a vocabulary knows. */
const TELLING = 46;

/** "Access was denied"; "A failure" where the words say no more. */
export function sentenceOf({ category, reading, text }: Finding): string {
  if (category === 'fault' && (reading?.reason == null || reading.weight < TELLING)) return text;
  const says = reading?.reason?.says ?? 'a line that only says that something is wrong';
  return says.charAt(0).toUpperCase() + says.slice(1);
}
