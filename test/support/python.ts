import { spawnSync } from 'node:child_process';

/** An interpreter that has the reference decoders of PyPI: they are in no Debian. */
const PYTHON = process.env.ARGUS_PYTHON ?? 'python3';

/** What a script prints, line by line. Throws, saying what to install, when it cannot be run. */
export function python(packages: string, script: string, ...parameters: string[]): string[] {
  const run = spawnSync(PYTHON, ['-c', script, ...parameters], { maxBuffer: 1 << 28, encoding: 'utf8' });
  if (run.error || run.status !== 0) {
    const how = `pip install ${packages} into the environment of ARGUS_PYTHON (now ${PYTHON})`;
    throw new Error(`The reference decoder cannot be run; ${how}.\n${run.stderr}`);
  }
  return run.stdout.split('\n').filter((line) => line !== '');
}
