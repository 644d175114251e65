import { once } from 'node:events';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Io, Output } from './command.ts';
import { troubleSentence } from './system-trouble.ts';

/** The real world. A reader that goes away (`argus … | head`) ends the process quietly, as it does for any filter. */
export function processIo(): Io {
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
    // A second Ctrl-C ends the process at once: Node's own answer is back.
  });
  process.once('SIGTERM', () => interrupt.abort());
  return {
    stdout: outputOf(() => process.stdout),
    // Complaints that nobody can be told of, on a full disk for example, are no reason to end.
    stderr: outputOf(
      () => process.stderr,
      () => {},
    ),
    stdin: {
      get isTerminal() {
        return process.stdin.isTTY === true;
      },
      bytes: () => process.stdin,
    },
    env: process.env,
    cwd: standingIn(process.env),
    signal: interrupt.signal,
  };
}

/** Node makes a stream when it is first asked for, which takes 2 ms: most commands write to one of the two. */
function outputOf(open: () => NodeJS.WriteStream, onError: (error: Error) => void = fail): Output {
  let opened: NodeJS.WriteStream | undefined;
  function stream(): NodeJS.WriteStream {
    opened ??= open().on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      onError(error);
    });
    return opened;
  }
  return {
    write: (text) => {
      if (!stream().write(text)) return once(stream(), 'drain').then(() => undefined);
    },
    get isTerminal() {
      return stream().isTTY === true;
    },
    get columns() {
      return stream().columns || Number(process.env['COLUMNS']) || 80;
    },
  };
}

/** What is left of the results has nowhere to go. */
function fail(error: Error): never {
  process.stderr.write(`argus: The output cannot be written. ${troubleSentence(error) ?? error.message}\n`);
  process.exit(1);
}

/** npm runs the scripts of a package in its folder, wherever its user stands. */
function standingIn({
  INIT_CWD,
  npm_lifecycle_script: script = '',
  npm_package_json: manifest = '',
}: Io['env']): string {
  const here = process.cwd();
  const isMoved = INIT_CWD !== undefined && script.startsWith('node bin/argus.cjs') && dirname(manifest) === here;
  return isMoved ? INIT_CWD : here;
}
