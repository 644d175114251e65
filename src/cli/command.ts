/** Where a command writes. `write` gives a promise to wait for when the reader is slower than Argus. */
export interface Output {
  write(text: string): Promise<void> | void;
  readonly isTerminal: boolean;
  /** Width of the terminal; where there is none COLUMNS, else 80. */
  readonly columns: number;
}

/** What is piped in. */
export interface Input {
  readonly isTerminal: boolean;
  bytes(): AsyncIterable<Uint8Array>;
}

/** Everything a command knows of the world around it: results go to `stdout`, progress and complaints to `stderr`. */
export interface Io {
  stdout: Output;
  stderr: Output;
  stdin: Input;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative arguments count from here. */
  cwd: string;
  /** Aborted by Ctrl-C: finish what cannot be left half done, then return. */
  signal: AbortSignal;
}

/** 0 fine, 1 could not, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** An option as help shows it, completion offers it and the line is read by it. */
export interface Option {
  /** What stands for its value in help, such as `DIR` (completed as files are) or `md|json` (one of these); none of a switch. */
  value?: string;
  about: string;
  /** May be given several times. */
  multiple?: true;
}

export type Options = Readonly<Record<string, Option>>;

/** What a command says of itself: help and completion are made of it. `defineCommand` adds how it reads its line. */
export interface CommandTable {
  /** `parse PATH... [OPTIONS]`: without "argus". Several ways are several lines. */
  usage: readonly string[];
  /** Paragraphs; a line that begins with spaces stays a line of its own. */
  about: string;
  options: Options;
  /** What follows "argus ". */
  examples: readonly string[];
  /** What its arguments may be, for completion: words, or files. */
  takes?: 'files' | readonly string[];
}

export interface Command extends CommandTable {
  /** `argv` without the command's own name. Throws `UsageError` and `CommandFailed`. */
  run(argv: string[], io: Io): Promise<ExitCode>;
}

/** Commands by name. One is loaded when it is needed, so that each starts fast. */
export type CommandIndex = ReadonlyMap<string, { summary: string; load(): Promise<Command> }>;

/** The command line is wrong: one sentence about which argument, and the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command line is right but it could not be done: one sentence for the user, and the exit code is 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}
