import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { type Options, UsageError } from './command.ts';
import { nearest } from './nearest.ts';

export type Values<O extends Options> = {
  [Name in keyof O]?:
    | (O[Name] extends { value: string } ? (O[Name] extends { multiple: true } ? string[] : string) : boolean)
    | undefined;
};

/** A line of a command, read by its options. */
export interface Line<O extends Options> {
  values: Values<O>;
  positionals: string[];
}

/** What `parseArgs` gives for these options; throws `UsageError` with a sentence about the first wrong argument. */
export function readOptions<const O extends Options>(argv: string[], options: O): Line<O> {
  const known: Options = { ...options, help: { about: '' } };
  const { values, positionals, tokens } = parse(argv, known);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option) throw unknownOption(token.rawName, Object.keys(known));
    if (option.value !== undefined && !token.value) throw new UsageError(`${token.rawName} needs a value.`);
    if (option.value === undefined && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value.`);
    }
  }
  return { values: values as Values<O>, positionals };
}

/** Not strict: the sentences are ours. */
const parse = (args: string[], options: Options) =>
  parseArgs({
    args,
    options: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, descriptorOf(name, option)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

const descriptorOf = (name: string, { multiple, value }: Options[string]): ParseArgsOptionDescriptor => ({
  type: value === undefined ? 'boolean' : 'string',
  ...(multiple && { multiple }),
  ...(name === 'help' && { short: 'h' }),
});

function unknownOption(name: string, known: string[]): UsageError {
  const close = nearest(name.replace(/^-+/, ''), known);
  return new UsageError(`There is no option ${name}.${close ? ` Did you mean --${close}?` : ''}`);
}

export function requireWholeNumber(name: string, text: string, range: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw new UsageError(`${name} must be a whole number from ${range.min} to ${range.max}, not "${text}".`);
}

/** One of a few words. */
export function requireChoice<const C extends string>(name: string, text: string, choices: readonly C[]): C {
  const choice = choices.find((each) => each === text);
  if (choice !== undefined) return choice;
  const listed = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  throw new UsageError(`${name} must be ${listed}, not "${text}".`);
}

const HOUR_MS = 3_600_000;
const UNITS_MS: Record<string, number> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };

/** `12h`, `30d` or `8w`. */
export function requireDurationMs(name: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (Number(count) > 0) return Number(count) * UNITS_MS[unit];
  throw new UsageError(`${name} must be a time such as 12h, 30d or 8w, not "${text}".`);
}
