import { resolve } from 'node:path';
import { FolderUnavailable } from '#src/local/make-folder.ts';
import { SCENARIOS, type ScenarioName, simulate as writeSession } from '#src/simulator/simulate.ts';
import { type Command, CommandFailed, UsageError } from './command.ts';
import { countText } from './live-lines.ts';
import { nearest } from './nearest.ts';
import { readOptions, requireWholeNumber } from './options.ts';

const MAX_SEED = 2 ** 31 - 1;

const HELP = `argus simulate SCENARIO --out DIR [--seed N]

Writes the logs of a simulated session of several ECUs, in the formats real vehicles write, and truth.json with what
happened. The same scenario and seed give the same bytes.

Scenarios
${Object.entries(SCENARIOS)
  .map(([name, { summary }]) => `  ${name.padEnd(24)} ${summary}`)
  .join('\n')}

Options
  --out DIR   where to write; made if it does not exist (required)
  --seed N    another session of the same kind (default 1)

Examples
  argus simulate ${Object.keys(SCENARIOS)[0]} --out ./session
  argus diagnose ./session
`;

export const simulate: Command = {
  help: HELP,
  async run(argv, io) {
    const { values, positionals } = readOptions(argv, { out: { type: 'string' }, seed: { type: 'string' } });
    const scenario = requireScenario(positionals);
    if (values.out === undefined) throw new UsageError('Where is it to be written? Give --out DIR.');
    const seed = requireWholeNumber('--seed', values.seed ?? '1', { min: 0, max: MAX_SEED });
    const outDir = resolve(io.cwd, values.out);
    const { files } = await writeSession(scenario, { outDir, seed }).catch((error) => {
      throw error instanceof FolderUnavailable ? new CommandFailed(error.message) : error;
    });
    const what = `${countText(files.length, 'log file')} and truth.json`;
    await io.stdout.write(`Wrote ${what} to ${values.out}. Try: argus diagnose ${values.out}\n`);
    return 0;
  },
};

function requireScenario([name, extra]: readonly string[]): ScenarioName {
  const known = Object.keys(SCENARIOS);
  if (name === undefined) throw new UsageError(`Which scenario? One of ${known.join(', ')}.`);
  if (extra !== undefined) throw new UsageError(`One scenario at a time: "${extra}" is too much.`);
  if (known.includes(name)) return name as ScenarioName;
  const close = nearest(name, known);
  throw new UsageError(`There is no scenario "${name}". ${close ? `Did you mean "${close}"?` : known.join(', ')}`);
}
