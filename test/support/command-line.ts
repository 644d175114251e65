import { Readable } from 'node:stream';
import type { ExitCode, Io } from '#src/cli/command.ts';
import { main } from '#src/cli/main.ts';

export interface RunLine {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

export interface LineOptions {
  cwd?: string;
  env?: Record<string, string>;
  isTerminal?: boolean;
  columns?: number;
  signal?: AbortSignal;
  /** What is piped in; a terminal without it. */
  stdin?: Uint8Array;
}

/** Runs a command line of `argus` in this process, with the world around it given. */
export async function runLine(argv: string[], options: LineOptions = {}): Promise<RunLine> {
  const written = { stdout: '', stderr: '' };
  const outputTo = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: options.isTerminal ?? false,
    columns: options.columns ?? 80,
  });
  const io: Io = {
    stdout: outputTo('stdout'),
    stderr: outputTo('stderr'),
    stdin: {
      isTerminal: options.stdin === undefined,
      bytes: () => Readable.from(options.stdin ? [options.stdin] : []),
    },
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
  };
  return { code: await main(argv, io), ...written };
}
