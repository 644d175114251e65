import type { Io, Output } from './command.ts';

/** Escape sequences only for a terminal, never with NO_COLOR (https://no-color.org) or TERM=dumb. */
export function wantsColour(output: Output, env: Io['env']): boolean {
  return output.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

type Paint = (text: string) => string;

export interface Palette {
  bold: Paint;
  dim: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
  cyan: Paint;
}

/** `open` and `close` are SGR codes (ECMA-48 section 8.3.117). */
const sgr =
  (open: number, close: number): Paint =>
  (text) =>
    `\x1b[${open}m${text}\x1b[${close}m`;
const plain: Paint = (text) => text;

const COLOURS: Palette = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: sgr(31, 39),
  green: sgr(32, 39),
  yellow: sgr(33, 39),
  cyan: sgr(36, 39),
};
const NO_COLOURS: Palette = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };

export function paletteFor(output: Output, env: Io['env']): Palette {
  return wantsColour(output, env) ? COLOURS : NO_COLOURS;
}

/** Text from outside (file names, log text, server messages) without anything a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}
