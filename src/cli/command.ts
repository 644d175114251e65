/** Where a command writes. `write` gives a promise to wait for when the reader is slower than Argus. */
export interface Output {
  write(text: string): Promise<void> | void;
  readonly isTerminal: boolean;
  /** Width of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** Everything a command knows of the world around it: results go to `stdout`, progress and complaints to `stderr`. */
export interface Io {
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative arguments count from here. */
  cwd: string;
  /** Aborted by Ctrl-C: finish what cannot be left half done, then return. */
  signal: AbortSignal;
}

/** 0 fine, 1 could not, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  /** The whole help text, with examples. */
  help: string;
  /** `argv` without the command's own name. Throws `UsageError` and `CommandFailed`. */
  run(argv: string[], io: Io): Promise<ExitCode>;
}

/** The command line is wrong: one sentence about which argument, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command line is right but it could not be done: one sentence for the user, and the exit code is 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
