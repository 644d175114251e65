import type { Palette } from './colour.ts';
import { COMMANDS } from './commands.ts';

const WIDTH = Math.max(...[...COMMANDS.keys()].map((name) => name.length)) + 2;

/** What `argus help` prints. */
export function overview({ bold, cyan, dim }: Palette): string {
  const rows = [...COMMANDS].map(([name, { summary }]) => `  ${cyan(name.padEnd(WIDTH))}${summary}`);
  return `${bold('argus')} turns the logs of a vehicle into a diagnosis that proves each claim down to the bytes.

${bold('Usage')}
  argus COMMAND [OPTIONS]

${bold('Commands')}
${rows.join('\n')}

${bold('Try')}
  argus diagnose ./logs                          ${dim('# a diagnosis of a folder, nothing else needed')}
  argus up --sample                              ${dim('# the whole product on this machine, with a sample')}
  argus upload ./logs --vehicle V1               ${dim('# send a folder to it and follow its diagnosis')}

${bold('Exit codes')}
  0 fine, 1 it could not be done, 2 the command line is wrong

argus help COMMAND tells more.
`;
}
