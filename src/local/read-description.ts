import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { DescriptionFiles } from '#src/knowledge/own/choose-descriptions.ts';
import {
  arxmlOf,
  busOf,
  type DescriptionFile,
  ecuOf,
  UnusableDescription,
} from '#src/knowledge/own/read-description.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import type { DescribedEcu } from '#src/parsers/databases/name-messages.ts';

export { UnusableDescription };

/** A DBC file for every bus, all of its signals. Throws `UnusableDescription`. */
export const readBus = (path: string): DescribedBus => busOf(readFile(path));

/** A FIBEX file for the DLT messages of every ECU. Throws `UnusableDescription`. */
export const readEcu = (path: string): DescribedEcu => ecuOf(readFile(path));

/** An AUTOSAR file for every bus and ECU. Throws `UnusableDescription`. */
export const readArxml = (path: string): ReturnType<typeof arxmlOf> => arxmlOf(readFile(path));

/** The list at `path`, whose files are named from its folder. Throws `UnusableDescription`. */
export const filesBeside = (path: string): DescriptionFiles => ({
  list: readFile(path),
  read: (named) => readFile(resolve(dirname(path), named)),
});

function readFile(path: string): DescriptionFile {
  try {
    return { path, bytes: readFileSync(path) };
  } catch {
    throw new UnusableDescription(`"${path}" could not be read: is there such a file?`);
  }
}
