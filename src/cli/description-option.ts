import { resolve } from 'node:path';
import type { FoundDescriptions, VehicleFacts } from '#src/local/choose-descriptions.ts';
import { readArxml, readBus, readEcu, UnusableDescription } from '#src/local/read-description.ts';
import { CommandFailed, type Io } from './command.ts';

/** Files for all buses and ECUs. */
export const DESCRIPTION_OPTIONS = {
  dbc: { value: 'FILE', about: 'CAN database for all buses: its signals become series', multiple: true },
  fibex: { value: 'FILE', about: "FIBEX file of all ECUs: names DLT's non-verbose messages", multiple: true },
  arxml: { value: 'FILE', about: 'AUTOSAR 4 file of all buses and ECUs: does what DBC and FIBEX do', multiple: true },
} as const;
export const DATABASES_OPTION = {
  databases: {
    value: 'FILE',
    about:
      'list of such files by platform, ECU and firmware: {"databases": [{"dbc": "pt.dbc", "platform": "J7", "firmware": ">=4.1 <5", "ecu": "can0", "signals": ["Battery.*"]}]}',
  },
} as const;
export const DATABASE_OPTIONS = { ...DESCRIPTION_OPTIONS, ...DATABASES_OPTION } as const;

interface DescriptionValues {
  dbc?: string[] | undefined;
  fibex?: string[] | undefined;
  arxml?: string[] | undefined;
  databases?: string | undefined;
}

const UNKNOWN: VehicleFacts = { platform: null, firmware: null };

/** What the named files say; what those of the list say comes behind. Throws `CommandFailed`. */
export async function readDescriptions(
  { dbc = [], fibex = [], arxml = [], databases }: DescriptionValues,
  { cwd }: Pick<Io, 'cwd'>,
  vehicle = UNKNOWN,
): Promise<FoundDescriptions> {
  return tellingPlainly(async () => {
    const listed = databases === undefined ? NOTHING : await readListed(resolve(cwd, databases), vehicle);
    const both = arxml.map((path) => readArxml(resolve(cwd, path)));
    return {
      buses: [...dbc.map((path) => readBus(resolve(cwd, path))), ...both.map(({ bus }) => bus), ...listed.buses],
      ecus: [...fibex.map((path) => readEcu(resolve(cwd, path))), ...both.map(({ ecu }) => ecu), ...listed.ecus],
    };
  });
}

const NOTHING: FoundDescriptions = { buses: [], ecus: [] };

/** Loaded when it is asked for: what checks a list takes longer to load than a small log to read. */
async function readListed(path: string, vehicle: VehicleFacts): Promise<FoundDescriptions> {
  const { chooseBeside } = await import('#src/local/choose-descriptions.ts');
  return chooseBeside(path, vehicle);
}

/** The path of a list whose files can all be used. Throws `CommandFailed`. */
export async function requireDatabases(list: string, { cwd }: Pick<Io, 'cwd'>): Promise<string> {
  const path = resolve(cwd, list);
  const { checkList } = await import('#src/local/choose-descriptions.ts');
  return tellingPlainly(() => {
    checkList(path);
    return path;
  });
}

async function tellingPlainly<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof UnusableDescription) throw new CommandFailed(error.message);
    throw error;
  }
}
