import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import { UsageError } from './command.ts';
import { nearest } from './nearest.ts';

export type Options = Record<string, ParseArgsOptionDescriptor>;

type Values<O extends Options> = {
  [Name in keyof O]?: O[Name]['type'] extends 'string'
    ? O[Name] extends { multiple: true }
      ? string[]
      : string
    : boolean;
};

/** What `parseArgs` gives for these options; throws `UsageError` with a sentence about the first wrong argument. */
export function readOptions<const O extends Options>(
  argv: string[],
  options: O,
): { values: Values<O>; positionals: string[] } {
  const known = { ...options, help: { type: 'boolean', short: 'h' } } as O & { help: { type: 'boolean'; short: 'h' } };
  const { values, positionals, tokens } = parse(argv, known);
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = known[token.name];
    if (!option) throw unknownOption(token.rawName, Object.keys(known));
    if (option.type === 'string' && !token.value) throw new UsageError(`${token.rawName} needs a value.`);
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new UsageError(`${token.rawName} takes no value.`);
    }
  }
  return { values: values as Values<O>, positionals };
}

/** Not strict: the sentences are ours. */
const parse = <const O extends Options>(args: string[], options: O) =>
  parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });

function unknownOption(name: string, known: string[]): UsageError {
  const close = nearest(name.replace(/^-+/, ''), known);
  return new UsageError(`There is no option ${name}.${close ? ` Did you mean --${close}?` : ''}`);
}

export function requireWholeNumber(name: string, text: string, range: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw new UsageError(`${name} must be a whole number from ${range.min} to ${range.max}, not "${text}".`);
}

const HOUR_MS = 3_600_000;
const UNITS_MS: Record<string, number> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS };

/** `12h`, `30d` or `8w`. */
export function requireDurationMs(name: string, text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (Number(count) > 0) return Number(count) * UNITS_MS[unit];
  throw new UsageError(`${name} must be a time such as 12h, 30d or 8w, not "${text}".`);
}
