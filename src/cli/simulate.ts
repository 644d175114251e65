import { resolve } from 'node:path';
import { FolderUnavailable } from '#src/local/make-folder.ts';
import { jsonText } from '#src/report/json-text.ts';
import { SCENARIOS, type ScenarioName, simulate as writeSession } from '#src/simulator/simulate.ts';
import { CommandFailed, UsageError } from './command.ts';
import { defineCommand } from './define-command.ts';
import { countText } from './live-lines.ts';
import { nearest } from './nearest.ts';
import { requireWholeNumber } from './options.ts';
import { PROGRAM } from './program.ts';

const MAX_SEED = 2 ** 31 - 1;

export const simulate = defineCommand({
  usage: ['simulate SCENARIO --out DIR [--seed N]', 'simulate --cases --out DIR'],
  about: `Writes the logs of a simulated session of several ECUs, in the formats real vehicles write, and truth.json with what
happened. The same scenario and seed give the same bytes. With --cases: all cases of "argus eval --simulator", as a folder.

Scenarios
${Object.entries(SCENARIOS)
  .map(([name, { summary }]) => `  ${name.padEnd(24)} ${summary}`)
  .join('\n')}`,
  options: {
    out: { value: 'DIR', about: 'where to write; made if it does not exist (required)' },
    seed: { value: 'N', about: 'another session of the same kind (default 1)' },
    json: { about: 'print what was written as JSON' },
    cases: {
      about: 'faults of many kinds in many disguises, with cases.json (some hundred folders, 80 MB)',
    },
  },
  examples: [
    `simulate ${Object.keys(SCENARIOS)[0]} --out ./session`,
    'diagnose ./session',
    'simulate --cases --out ./cases',
  ],
  takes: Object.keys(SCENARIOS),
  async run({ values, positionals }, io) {
    const scenario = values.cases ? null : requireScenario(positionals);
    if (values.out === undefined) throw new UsageError('Where is it to be written? Give --out DIR.');
    const seed = requireWholeNumber('--seed', values.seed ?? '1', { min: 0, max: MAX_SEED });
    const outDir = resolve(io.cwd, values.out);
    const written = scenario === null ? writeAllCases(outDir) : writeOne(scenario, { outDir, seed });
    const { count, what, next } = await written.catch((error) => {
      throw error instanceof FolderUnavailable ? new CommandFailed(error.message) : error;
    });
    const text = `Wrote ${what} to ${values.out}. Try: ${PROGRAM} ${next} ${values.out}\n`;
    await io.stdout.write(values.json ? `${jsonText({ folder: outDir, ...count })}\n` : text);
    return 0;
  },
});

async function writeAllCases(outDir: string) {
  const { writeCases } = await import('#src/simulator/cases/write-case.ts');
  const cases = await writeCases(outDir);
  return { count: { cases }, what: countText(cases, 'case'), next: 'eval' };
}

async function writeOne(scenario: ScenarioName, options: { outDir: string; seed: number }) {
  const { files } = await writeSession(scenario, options);
  const what = `${countText(files.length, 'log file')} and truth.json`;
  return { count: { files: files.length }, what, next: 'diagnose' };
}

function requireScenario([name, extra]: readonly string[]): ScenarioName {
  const known = Object.keys(SCENARIOS);
  if (name === undefined) throw new UsageError(`Which scenario? One of ${known.join(', ')}.`);
  if (extra !== undefined) throw new UsageError(`One scenario at a time: "${extra}" is too much.`);
  if (known.includes(name)) return name as ScenarioName;
  const close = nearest(name, known);
  throw new UsageError(`There is no scenario "${name}". ${close ? `Did you mean "${close}"?` : known.join(', ')}`);
}
