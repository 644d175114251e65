import { resolve } from 'node:path';
import {
  chooseDescriptions,
  type FoundDescriptions,
  readBus,
  readEcu,
  UnusableDescription,
  type VehicleFacts,
} from '#src/local/choose-descriptions.ts';
import { CommandFailed, type Io } from './command.ts';

/** Files for all buses and ECUs. */
export const DESCRIPTION_OPTIONS = {
  dbc: { value: 'FILE', about: 'CAN database for all buses: its signals become series', multiple: true },
  fibex: { value: 'FILE', about: "FIBEX file of all ECUs: names DLT's non-verbose messages", multiple: true },
} as const;
export const DATABASE_OPTIONS = {
  ...DESCRIPTION_OPTIONS,
  databases: {
    value: 'FILE',
    about:
      'list of such files by platform, ECU and firmware: {"databases": [{"dbc": "pt.dbc", "platform": "J7", "firmware": ">=4.1 <5", "ecu": "can0", "signals": ["Battery.*"]}]}',
  },
} as const;

interface DescriptionValues {
  dbc?: string[] | undefined;
  fibex?: string[] | undefined;
  databases?: string | undefined;
}

const UNKNOWN: VehicleFacts = { platform: null, firmware: null };

/** What the named files say; what those of the list say comes behind. Throws `CommandFailed`. */
export function readDescriptions(
  { dbc = [], fibex = [], databases }: DescriptionValues,
  { cwd }: Pick<Io, 'cwd'>,
  vehicle = UNKNOWN,
): FoundDescriptions {
  try {
    const listed =
      databases === undefined ? { buses: [], ecus: [] } : chooseDescriptions(resolve(cwd, databases), vehicle);
    return {
      buses: [...dbc.map((path) => readBus(resolve(cwd, path))), ...listed.buses],
      ecus: [...fibex.map((path) => readEcu(resolve(cwd, path))), ...listed.ecus],
    };
  } catch (error) {
    if (error instanceof UnusableDescription) throw new CommandFailed(error.message);
    throw error;
  }
}
