import * as z from 'zod/mini';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import type { DescribedEcu } from '#src/parsers/databases/name-messages.ts';
import { isInFirmwareRange, isReadableRange } from '../firmware-range.ts';
import { arxmlOf, busOf, type DescriptionFile, ecuOf, textOf, UnusableDescription } from './read-description.ts';

/** What is known of the vehicle whose logs are read; null is not known. */
export interface VehicleFacts {
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
}

const List = z.strictObject({
  databases: z.array(
    z.strictObject({
      /** Path of a DBC file, from the folder of the list; or that of a FIBEX file of DLT messages, or of an AUTOSAR file. */
      dbc: z.optional(z.string()),
      fibex: z.optional(z.string()),
      arxml: z.optional(z.string()),
      /** Which CAN cluster of the AUTOSAR file. */
      cluster: z.optional(z.string()),
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

/** Where the files of a list are: `read` takes their paths as they stand there, and throws `UnusableDescription`. */
export interface DescriptionFiles {
  list: DescriptionFile;
  read(path: string): DescriptionFile;
}

/**
 * Those description files of a list that are for this vehicle, in the order of the list. A file for a platform or for
 * firmware that the vehicle is not known to have is left out: names that are wrong are worse than none.
 */
export function chooseDescriptions({ list, read }: DescriptionFiles, vehicle: VehicleFacts): FoundDescriptions {
  const chosen = readList(list).filter((entry) => isFor(entry, vehicle));
  const described = chosen.map((entry) => describedBy(entry, read));
  return { buses: described.flatMap(({ buses }) => buses), ecus: described.flatMap(({ ecus }) => ecus) };
}

function describedBy(entry: Entry, read: DescriptionFiles['read']): FoundDescriptions {
  const { dbc, fibex, arxml, cluster = null, ecu = null, signals = null } = entry;
  const both = arxml === undefined ? undefined : arxmlOf(read(arxml), cluster);
  return {
    buses: [dbc === undefined ? [] : busOf(read(dbc)), both?.bus ?? []]
      .flat()
      .map((each) => ({ ...each, bus: ecu, signals })),
    ecus: [fibex === undefined ? [] : ecuOf(read(fibex)), both?.ecu ?? []].flat().map((each) => ({ ...each, ecu })),
  };
}

/** All files of the list, for whatever vehicle they are. */
export const filesOfList = ({ list, read }: DescriptionFiles): DescriptionFile[] =>
  readList(list).flatMap(({ dbc, fibex, arxml }) =>
    [dbc, fibex, arxml].flatMap((path) => (path === undefined ? [] : read(path))),
  );

/** Reads every file of the list, for whatever vehicle it is. Throws `UnusableDescription`. */
export function checkDescriptions({ list, read }: DescriptionFiles): void {
  for (const entry of readList(list)) describedBy(entry, read);
}

function isFor({ platform, firmware }: Entry, vehicle: VehicleFacts): boolean {
  if (platform !== undefined && platform !== vehicle.platform) return false;
  if (firmware === undefined) return true;
  // What ran while it was recorded: the software before the update, for most of it.
  const version = vehicle.firmware?.from ?? vehicle.firmware?.to ?? null;
  return version !== null && isInFirmwareRange(version, firmware) === true;
}

function readList(list: DescriptionFile): Entry[] {
  const parsed = List.safeParse(parseJson(list));
  const [issue] = parsed.error?.issues ?? [];
  if (parsed.success) return parsed.data.databases;
  throw new UnusableDescription(`"${list.path}" is wrong at "${issue.path.join('.')}": ${issue.message}.`);
}

function parseJson(list: DescriptionFile): unknown {
  const text = textOf(list);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableDescription(`"${list.path}" is no JSON: {"databases": [{"dbc": "powertrain.dbc"}]} is the form.`);
  }
}
