/**
 * Preloaded with `--import` into a process and its worker threads: SIGKILL at the moment when a file whose path ends
 * with `DIE_AT` gets its name, or a statement whose values end so is run; `DIE_WHEN` = `before` or `after` that.
 */
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { StatementSync } from 'node:sqlite';

const { DIE_AT: place, DIE_WHEN: when } = process.env;

function dieAt(path: unknown, moment: string): void {
  if (place && when === moment && String(path).endsWith(place)) process.kill(process.pid, 'SIGKILL');
}

/** `rename` publishes results, `link` uploads. */
for (const name of ['rename', 'link'] as const) {
  const original = files[name];
  files[name] = async (from, to) => {
    dieAt(to, 'before');
    await original(from, to);
    dieAt(to, 'after');
  };
}

const { run } = StatementSync.prototype;
StatementSync.prototype.run = function (this: StatementSync, ...values: unknown[]) {
  dieAt(values.join(' '), 'before');
  const done = Reflect.apply(run, this, values);
  dieAt(values.join(' '), 'after');
  return done;
};

syncBuiltinESMExports();
