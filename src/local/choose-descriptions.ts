import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod/mini';
import { isInFirmwareRange, isReadableRange } from '#src/knowledge/firmware-range.ts';
import { DatabaseError } from '#src/parsers/databases/can-database.ts';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
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

/** What is known of the vehicle whose logs are read; null is not known. */
export interface VehicleFacts {
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
}

const List = z.strictObject({
  databases: z.array(
    z.strictObject({
      /** Path of a DBC file, from the folder of the list; or `fibex`, that of a FIBEX file of DLT messages. */
      dbc: z.optional(z.string()),
      fibex: z.optional(z.string()),
      platform: z.optional(z.string()),
      /** As knowledge rows have it: `>=4.1 <5 || 6.0`. */
      firmware: z.optional(z.string().check(z.refine(isReadableRange, 'is no range of versions, such as ">=4.1 <5"'))),
      /** The bus or ECU as the logs call it: `can0`, `CAN1`. */
      ecu: z.optional(z.string()),
      /** `Message.Signal` with `*` for anything; all of them where it is not given. */
      signals: z.optional(z.array(z.string())),
    }),
  ),
});
type Entry = z.infer<typeof List>['databases'][number];

export interface FoundDescriptions extends Descriptions {
  buses: DescribedBus[];
  ecus: DescribedEcu[];
}

/** A DBC file for every bus, all of its signals. Throws `UnusableDescription`. */
export const readBus = (path: string): DescribedBus => ({
  database: load(path, 'DBC', readDbc),
  bus: null,
  signals: null,
});

/** A FIBEX file for the DLT messages of every ECU. Throws `UnusableDescription`. */
export const readEcu = (path: string): DescribedEcu => ({ catalogue: load(path, 'FIBEX', readFibex), ecu: null });

/**
 * Those description files of a list that are for this vehicle, in the order of the list. A file for a platform or for
 * firmware that the vehicle is not known to have is left out: names that are wrong are worse than none.
 */
export function chooseDescriptions(listPath: string, vehicle: VehicleFacts): FoundDescriptions {
  const folder = dirname(listPath);
  const chosen = readList(listPath).filter((entry) => isFor(entry, vehicle));
  return {
    buses: chosen.flatMap(({ dbc, ecu = null, signals = null }) =>
      dbc === undefined ? [] : [{ ...readBus(resolve(folder, dbc)), bus: ecu, signals }],
    ),
    ecus: chosen.flatMap(({ fibex, ecu = null }) =>
      fibex === undefined ? [] : [{ ...readEcu(resolve(folder, fibex)), ecu }],
    ),
  };
}

function isFor({ platform, firmware }: Entry, vehicle: VehicleFacts): boolean {
  if (platform !== undefined && platform !== vehicle.platform) return false;
  if (firmware === undefined) return true;
  // What ran while it was recorded: the software before the update, for most of it.
  const version = vehicle.firmware?.from ?? vehicle.firmware?.to ?? null;
  return version !== null && isInFirmwareRange(version, firmware) === true;
}

function readList(path: string): Entry[] {
  const parsed = List.safeParse(parseJson(path));
  const [issue] = parsed.error?.issues ?? [];
  if (parsed.success) return parsed.data.databases;
  throw new UnusableDescription(`"${path}" is wrong at "${issue.path.join('.')}": ${issue.message}.`);
}

function parseJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableDescription(`"${path}" is no JSON: {"databases": [{"dbc": "powertrain.dbc"}]} is the form.`);
  }
}

function load<Described>(path: string, kind: string, read: (source: string) => Described): Described {
  try {
    return read(readText(path));
  } catch (error) {
    if (error instanceof DatabaseError) throw new UnusableDescription(`"${path}" is no ${kind} file. ${error.message}`);
    throw error;
  }
}

function readText(path: string): string {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_BYTES) throw new UnusableDescription(`"${path}" is larger than any database of a vehicle.`);
    return decodeText(bytes, false);
  } catch (error) {
    if (error instanceof UnusableDescription) throw error;
    throw new UnusableDescription(`"${path}" could not be read: is there such a file?`);
  }
}
