import { DatabaseError } from '#src/parsers/databases/can-database.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import type { DescribedEcu } from '#src/parsers/databases/name-messages.ts';
import { readArxml } from '#src/parsers/databases/read-arxml.ts';
import { readDbc } from '#src/parsers/databases/read-dbc.ts';
import { readFibex } from '#src/parsers/databases/read-fibex.ts';
import { decodeText } from '#src/parsers/decode-text.ts';
import { markupOf } from '#src/parsers/documents/markup.ts';

/** Databases of whole vehicles have some 20 MB. */
const MAX_BYTES = 256 << 20;
/** Enough to tell another kind of file by. */
const BEGIN_LENGTH = 512;

/** A description file or the list of them cannot be used; the sentence names the file. */
export class UnusableDescription extends Error {
  override readonly name = 'UnusableDescription';
}

/** A file as it is named, and what is in it. */
export interface DescriptionFile {
  path: string;
  bytes: Uint8Array;
}

/** A DBC file for every bus, all of its signals. Throws `UnusableDescription`. */
export const busOf = (file: DescriptionFile): DescribedBus => ({
  database: load(file, 'DBC', readDbc),
  bus: null,
  signals: null,
});

/** A FIBEX file for the DLT messages of every ECU. Throws `UnusableDescription`. */
export const ecuOf = (file: DescriptionFile): DescribedEcu => ({
  catalogue: load(file, 'FIBEX', readFibex),
  ecu: null,
});

/** An AUTOSAR file for every bus and ECU; of one CAN cluster only, where one is named. Throws `UnusableDescription`. */
export const arxmlOf = (
  file: DescriptionFile,
  cluster: string | null = null,
): { bus: DescribedBus; ecu: DescribedEcu } => {
  const { database, catalogue } = load(file, 'ARXML', (source) => readArxml(source, cluster));
  return { bus: { database, bus: null, signals: null }, ecu: { catalogue, ecu: null } };
};

function load<Described>(file: DescriptionFile, kind: string, read: (source: string) => Described): Described {
  try {
    return read(textOf(file));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const other = markupOf(textOf(file).slice(0, BEGIN_LENGTH));
    const hint = other === undefined || other.includes(kind) ? '' : ` It begins as ${other} does.`;
    throw new UnusableDescription(`"${file.path}" is no usable ${kind} file. ${error.message}${hint}`);
  }
}

/** Throws `UnusableDescription`. */
export function textOf({ path, bytes }: DescriptionFile): string {
  if (bytes.length > MAX_BYTES) throw new UnusableDescription(`"${path}" is larger than any database of a vehicle.`);
  return decodeText(bytes, false);
}
