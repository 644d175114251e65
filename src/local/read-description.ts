import { readFileSync } from 'node:fs';
import { DatabaseError } from '#src/parsers/databases/can-database.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import type { DescribedEcu } from '#src/parsers/databases/name-messages.ts';
import { readDbc } from '#src/parsers/databases/read-dbc.ts';
import { readFibex } from '#src/parsers/databases/read-fibex.ts';
import { decodeText } from '#src/parsers/record-view.ts';

/** Databases of whole vehicles have some 20 MB. */
const MAX_BYTES = 256 << 20;

/** A description file or the list of them cannot be used; the sentence names the file. */
export class UnusableDescription extends Error {
  override readonly name = 'UnusableDescription';
}

/** A DBC file for every bus, all of its signals. Throws `UnusableDescription`. */
export const readBus = (path: string): DescribedBus => ({
  database: load(path, 'DBC', readDbc),
  bus: null,
  signals: null,
});

/** A FIBEX file for the DLT messages of every ECU. Throws `UnusableDescription`. */
export const readEcu = (path: string): DescribedEcu => ({ catalogue: load(path, 'FIBEX', readFibex), ecu: null });

function load<Described>(path: string, kind: string, read: (source: string) => Described): Described {
  try {
    return read(readText(path));
  } catch (error) {
    if (error instanceof DatabaseError) throw new UnusableDescription(`"${path}" is no ${kind} file. ${error.message}`);
    throw error;
  }
}

/** Throws `UnusableDescription`. */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) throw new UnusableDescription(`"${path}" is larger than any database of a vehicle.`);
    return decodeText(bytes, false);
  } catch (error) {
    if (error instanceof UnusableDescription) throw error;
    throw new UnusableDescription(`"${path}" could not be read: is there such a file?`);
  }
}
