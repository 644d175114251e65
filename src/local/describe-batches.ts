import { dirname, resolve } from 'node:path';
import type { Described } from '#src/batch/parse-unit.ts';
import { digestOf } from '#src/evidence/digest.ts';
import { chooseDescriptions, descriptionFilesOf, type VehicleFacts } from './choose-descriptions.ts';
import { readText } from './read-description.ts';

/** Platforms with their firmware whose databases are kept ready: each may have some 20 MB. */
const MAX_KEPT = 8;

/**
 * What the description files of a list say of the vehicle of a batch. The files are read once: who changes them starts
 * Argus anew. Throws `UnusableDescription`.
 */
export function describerOf(listPath: string): (vehicle: VehicleFacts) => Described {
  const digest = digestOfFiles(listPath);
  const known = new Map<string, Described>();
  return ({ platform, firmware }) => {
    const key = JSON.stringify([platform, firmware]);
    const described = known.get(key) ?? { descriptions: chooseDescriptions(listPath, { platform, firmware }), digest };
    if (known.size >= MAX_KEPT) known.clear();
    known.set(key, described);
    return described;
  };
}

/** Over all files of the list, for whatever vehicle they are. */
function digestOfFiles(listPath: string): string {
  const files = descriptionFilesOf(listPath).map((path) => resolve(dirname(listPath), path));
  return digestOf(new TextEncoder().encode([listPath, ...files].map(readText).join('\0')));
}
