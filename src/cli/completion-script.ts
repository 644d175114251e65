import type { CommandTable, Option } from './command.ts';

/** A command as completion knows it. */
export interface Completed extends Pick<CommandTable, 'options' | 'takes'> {
  name: string;
  summary: string;
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** A script for the shell to read: it offers commands, their options, and what an option or a command takes. */
export const completionScript = (shell: Shell, commands: readonly Completed[]): string => SCRIPTS[shell](commands);

/** Words to choose from, names of files, or anything; a switch takes nothing. */
type Taken = readonly string[] | 'files' | 'anything' | 'nothing';

function takenBy({ value }: Option): Taken {
  if (value === undefined) return 'nothing';
  if (['FILE', 'DIR', 'PATH'].includes(value)) return 'files';
  return value.includes('|') ? value.split('|') : 'anything';
}

const optionsOf = ({ options }: Completed): [name: string, option: Option][] => [
  ...Object.entries(options),
  ['help', { about: 'what the command does' }],
];

/** Inside single quotes of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function bashScript(commands: readonly Completed[]): string {
  const values = commands.flatMap((command) => optionsOf(command).map((each) => bashValue(command.name, each)));
  const replies = Map.groupBy(
    values.filter(({ reply }) => reply !== null),
    ({ reply }) => reply,
  );
  const words = commands.map((command) => {
    const options = optionsOf(command).map(([name]) => `--${name}`);
    const own = Array.isArray(command.takes) ? command.takes : [];
    const files = command.takes === 'files' ? ' files=1' : '';
    return `    ${command.name}) words=${quoted([...own, ...options].join(' '))}${files} ;;`;
  });
  return `# bash: source <(argus completion bash)
_argus_offer() { local IFS=' '; compgen -W "$1" -- "$2"; }
_argus() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} words='' files=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(_argus_offer ${quoted(commands.map(({ name }) => name).join(' '))} "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${[...replies].map(([reply, places]) => `    ${places.map(({ place }) => place).join(' | ')}) ${reply}return ;;`).join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${words.join('\n')}
  esac
  case "$current" in -*) files='' ;; esac
  COMPREPLY=($(_argus_offer "$words" "$current"))
  [ -z "$files" ] || COMPREPLY+=($(compgen -f -- "$current"))
}
complete -o filenames -F _argus argus
`;
}

/** What is offered behind an option of a command; null of a switch. */
function bashValue(command: string, [name, option]: [string, Option]): { place: string; reply: string | null } {
  const taken = takenBy(option);
  const place = `'${command} --${name}'`;
  if (taken === 'nothing') return { place, reply: null };
  if (taken === 'anything') return { place, reply: '' };
  const offer = taken === 'files' ? 'compgen -f --' : `_argus_offer ${quoted(taken.join(' '))}`;
  return { place, reply: `COMPREPLY=($(${offer} "$current")); ` };
}

/** `[`, `]`, `:` and `\` mean something to _arguments and _describe. */
const zshText = (text: string): string => text.replace(/[\\[\]:]/g, '\\$&');

function zshScript(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    ${quoted(`${name}:${zshText(summary)}`)}`);
  const cases = commands.map((command) => {
    const specs = optionsOf(command).map(zshOption);
    return `    ${command.name})\n      _arguments ${[...specs, zshArguments(command)].join(' \\\n        ')} ;;`;
  });
  return `#compdef argus
# zsh: source <(argus completion zsh), or a file _argus in a folder of $fpath
_argus() {
  local -a commands
  commands=(
${described.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "\${funcstack[1]}" = _argus ]; then _argus "$@"; else compdef _argus argus; fi
`;
}

function zshOption([name, option]: [string, Option]): string {
  const taken = takenBy(option);
  const action = { files: '_files', anything: ' ' }[taken as string] ?? `(${[taken].flat().join(' ')})`;
  const value = taken === 'nothing' ? '' : `:${zshText(option.value ?? '')}:${action}`;
  return quoted(`${option.multiple ? '*' : ''}--${name}[${zshText(option.about)}]${value}`);
}

function zshArguments({ takes = [] }: Completed): string {
  if (takes === 'files') return quoted('*:file:_files');
  return takes.length === 0 ? quoted('*: : ') : quoted(`*:what:(${takes.join(' ')})`);
}

/** Inside single quotes of fish only `\` and `'` mean something. */
const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

function fishScript(commands: readonly Completed[]): string {
  const first = commands.map(
    ({ name, summary }) => `complete -c argus -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
  );
  return `# fish: argus completion fish | source
complete -c argus -f
${first.join('\n')}
${commands.flatMap(fishLines).join('\n')}
`;
}

function fishLines(command: Completed): string[] {
  const where = `complete -c argus -n '__fish_seen_subcommand_from ${command.name}'`;
  const options = optionsOf(command).map(
    ([name, option]) => `${where} -l ${name}${fishValue(option)} -d ${fishQuoted(option.about)}`,
  );
  const { takes = [] } = command;
  if (takes === 'files') return [...options, `${where} -F`];
  return takes.length === 0 ? options : [...options, `${where} -a ${fishQuoted(takes.join(' '))}`];
}

function fishValue(option: Option): string {
  const taken = takenBy(option);
  if (taken === 'nothing') return '';
  if (taken === 'files') return ' -r -F';
  return taken === 'anything' ? ' -x' : ` -x -a ${fishQuoted(taken.join(' '))}`;
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly Completed[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};
