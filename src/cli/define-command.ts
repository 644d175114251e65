import type { Command, CommandTable, ExitCode, Io, Options } from './command.ts';
import { type Line, readOptions } from './options.ts';

/** A command whose line is read by the same table of options that its help and its completion are made of. */
export const defineCommand = <const O extends Options>({
  run,
  ...table
}: CommandTable & { options: O; run(line: Line<O>, io: Io): Promise<ExitCode> }): Command => ({
  ...table,
  run: (argv, io) => run(readOptions(argv, table.options as O), io),
});
