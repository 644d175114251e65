import { once } from 'node:events';
import process from 'node:process';
import type { Io, Output } from './command.ts';

/** The real world. A reader that goes away (`argus … | head`) ends the process quietly, as it does for any filter. */
export function processIo(): Io {
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
    // A second Ctrl-C ends the process at once: Node's own answer is back.
  });
  process.once('SIGTERM', () => interrupt.abort());
  return {
    stdout: outputOf(process.stdout),
    // Complaints that nobody can be told of, on a full disk for example, are no reason to end.
    stderr: outputOf(process.stderr, () => {}),
    env: process.env,
    cwd: process.cwd(),
    signal: interrupt.signal,
  };
}

function outputOf(stream: NodeJS.WriteStream, onError: (error: Error) => void = fail): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    onError(error);
  });
  return {
    write: (text) => {
      if (!stream.write(text)) return once(stream, 'drain').then(() => undefined);
    },
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || Number(process.env['COLUMNS']) || 80;
    },
  };
}

function fail(error: Error): never {
  throw error;
}
