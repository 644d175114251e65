import { paletteFor, printable } from './colour.ts';
import { type Command, CommandFailed, type ExitCode, type Io, UsageError } from './command.ts';
import { COMMANDS } from './commands.ts';
import { helpText, widthOf } from './help-text.ts';
import { nearest } from './nearest.ts';
import { overview } from './overview.ts';
import { troubleSentence } from './system-trouble.ts';
import { productVersion } from './version.ts';

/** Runs one command line. Whatever happens, the user reads a sentence and never a stack trace (ARGUS_DEBUG=1 shows it). */
export async function main(argv: string[], io: Io): Promise<ExitCode> {
  try {
    return await runLine(argv, io);
  } catch (error) {
    return complain(error, argv[0], io);
  }
}

async function runLine([name, ...rest]: string[], io: Io): Promise<ExitCode> {
  if (name === undefined) {
    await io.stderr.write(overview(paletteFor(io.stderr, io.env), widthOf(io.stderr)));
    return 2;
  }
  if (name === '--version' || name === '-v' || name === 'version') return print(io, await versionText(rest));
  if (name === '--help' || name === '-h' || name === 'help') return help(rest[0], io);
  const command = await requireCommand(name);
  return asksForHelp(rest) ? print(io, helpText(command, widthOf(io.stdout))) : command.run(rest, io);
}

async function versionText(rest: string[]): Promise<string> {
  const argus = await productVersion();
  return rest.includes('--json') ? `${JSON.stringify({ argus, node: process.versions.node })}\n` : `argus ${argus}\n`;
}

async function help(topic: string | undefined, io: Io): Promise<ExitCode> {
  if (topic === undefined) return print(io, overview(paletteFor(io.stdout, io.env), widthOf(io.stdout)));
  return print(io, helpText(await requireCommand(topic), widthOf(io.stdout)));
}

async function print(io: Io, text: string): Promise<ExitCode> {
  await io.stdout.write(text);
  return 0;
}

function requireCommand(name: string): Promise<Command> {
  const found = COMMANDS.get(name);
  if (found) return found.load();
  const close = nearest(name, [...COMMANDS.keys(), 'help']);
  throw new UsageError(`There is no command "${name}".${close ? ` Did you mean "${close}"?` : ''}`);
}

/** Anything after `--` is an argument, even if it looks like an option. */
function asksForHelp(argv: string[]): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

async function complain(error: unknown, name: string | undefined, io: Io): Promise<ExitCode> {
  const isUsage = error instanceof UsageError;
  const isKnown = isUsage || error instanceof CommandFailed;
  const message = error instanceof Error ? error.message : String(error);
  const { red } = paletteFor(io.stderr, io.env);
  const trouble = isKnown ? message : (interruption(error, io) ?? troubleSentence(error));
  const sentence = trouble ?? `Something unexpected went wrong: ${message}`;
  await io.stderr.write(`${red('argus:')} ${sentence.split('\n').map(printable).join('\n')}\n`);
  if (isUsage) await io.stderr.write(`Try: argus help${name && COMMANDS.has(name) ? ` ${name}` : ''}\n`);
  if (trouble === undefined) await io.stderr.write(await traceOf(error, io));
  return isUsage ? 2 : 1;
}

/** Whatever was waited for when Ctrl-C came says so in its own way. */
const interruption = (error: unknown, { signal }: Io): string | undefined =>
  signal.aborted && error instanceof Error && error.name === 'AbortError' ? 'Interrupted.' : undefined;

const traceOf = async (error: unknown, io: Io): Promise<string> =>
  io.env['ARGUS_DEBUG'] && error instanceof Error
    ? `${error.stack}\n`
    : 'Set ARGUS_DEBUG=1 to see where, and please report it.\n';
