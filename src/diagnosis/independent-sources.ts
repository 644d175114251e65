import { isSameStream } from './place.ts';
import type { Sign } from './sign.ts';

/**
 * A greatest set, taken in order of time, of signs that do not repeat one another. Two named ECUs are independent; so are
 * two files of different format or writer. Rotated files of one logger are one source, and so is one file.
 */
export function independentSources(signs: readonly Sign[]): Sign[] {
  const chosen: Sign[] = [];
  for (const sign of signs) if (chosen.every((other) => areIndependent(sign, other))) chosen.push(sign);
  return chosen;
}

export function areIndependent(a: Sign, b: Sign): boolean {
  if (a.ecu !== '' && b.ecu !== '' && a.ecu !== b.ecu) return true;
  return !isSameStream(a.place, b.place) && (a.format !== b.format || a.app !== b.app);
}
