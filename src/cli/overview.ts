import { wrapText } from '#src/report/wrap-text.ts';
import type { Palette } from './colour.ts';
import { COMMANDS } from './commands.ts';
import { indented, tableLines } from './help-text.ts';

const TRIES = [
  ['argus diagnose ./logs', '# a diagnosis of a folder, nothing else needed'],
  ['argus up --sample', '# the whole product on this machine, with a sample'],
  ['argus upload ./logs --vehicle V1', '# send a folder to it and follow its diagnosis'],
] as const;

/** What `argus help` prints. */
export function overview({ bold, cyan }: Palette, width: number): string {
  const commands = [...COMMANDS].map(([name, { summary }]) => [name, summary] as const);
  const [head, ...rest] = wrapText(
    'argus turns the logs of a vehicle into a diagnosis that proves each claim down to the bytes.',
    width,
    0,
  );
  const lines = [
    head.replace('argus', bold('argus')),
    ...rest,
    '',
    bold('Usage'),
    '  argus COMMAND [OPTIONS]',
    '',
    bold('Commands'),
    ...tableLines(commands, width, cyan),
    '',
    bold('Try'),
    ...TRIES.flatMap(([line, why]) => [`  ${line}`, `    ${why}`]),
    '',
    bold('Exit codes'),
    ...indented('  0 fine, 1 it could not be done, 2 the command line is wrong', width),
    '',
    'argus help COMMAND tells more.',
  ];
  return `${lines.join('\n')}\n`;
}
