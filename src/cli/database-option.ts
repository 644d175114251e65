import { resolve } from 'node:path';
import { chooseDatabases, describedBy, UnusableDatabase, type VehicleFacts } from '#src/local/choose-databases.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import { CommandFailed, type Io } from './command.ts';

export const DBC_OPTION = { dbc: { type: 'string', multiple: true } } as const;
export const DATABASE_OPTIONS = { ...DBC_OPTION, databases: { type: 'string' } } as const;

interface DatabaseValues {
  dbc?: string[] | undefined;
  databases?: string | undefined;
}

const UNKNOWN: VehicleFacts = { platform: null, firmware: null };

/** What the named files say of the buses; those of the list come behind. Throws `CommandFailed`. */
export function readBuses(
  { dbc = [], databases }: DatabaseValues,
  { cwd }: Pick<Io, 'cwd'>,
  vehicle = UNKNOWN,
): DescribedBus[] {
  try {
    const named = dbc.map((path) => describedBy(resolve(cwd, path)));
    return databases === undefined ? named : [...named, ...chooseDatabases(resolve(cwd, databases), vehicle)];
  } catch (error) {
    if (error instanceof UnusableDatabase) throw new CommandFailed(error.message);
    throw error;
  }
}
