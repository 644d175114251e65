/** What a line gave: named groups, and what decoders and tables made of them. */
export type Values = Readonly<Record<string, string | number>>;

type Format = (value: string) => string | number | undefined;

/** `_b`, `B` and `1` name the second slot of a pair; `rootfs.1` stays as its own name. */
function slotName(text: string): string {
  const bare = text.replace(/^_/, '');
  if (/^[01]$/.test(bare)) return 'AB'[Number(bare)];
  return bare.length === 1 ? bare.toUpperCase() : bare;
}

/** As the standards print it: `0x7F`, upper case, in whole bytes. */
function hexText(text: string): string | undefined {
  const digits = text.replace(/^0x/i, '');
  if (!/^[0-9a-f]{1,16}$/i.test(digits)) return undefined;
  return `0x${digits.toUpperCase().padStart(digits.length + (digits.length % 2), '0')}`;
}

const FORMATS: Readonly<Record<string, Format>> = {
  number: (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined),
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  slot: slotName,
  hex: hexText,
};

export const isFormat = (name: string): boolean => Object.hasOwn(FORMATS, name);

interface Placeholder {
  name: string;
  format: string | undefined;
}

export interface TextTemplate {
  parts: readonly (string | Placeholder)[];
}

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)(?::([a-z]+))?\}/g;

export function parseTemplate(text: string): TextTemplate {
  const parts: (string | Placeholder)[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    if (match.index > at) parts.push(text.slice(at, match.index));
    parts.push({ name: match[1], format: match[2] });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push(text.slice(at));
  return { parts };
}

export const placeholdersOf = ({ parts }: TextTemplate): Placeholder[] =>
  parts.filter((part) => typeof part !== 'string');

/** Undefined when a value is missing. A template that is one placeholder keeps a number a number. */
function fill({ parts }: TextTemplate, values: Values): string | number | undefined {
  let text = '';
  for (const part of parts) {
    const value = typeof part === 'string' ? part : formatted(part, values);
    if (value === undefined) return undefined;
    if (parts.length === 1) return value;
    text += value;
  }
  return text;
}

function formatted({ name, format }: Placeholder, values: Values): string | number | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || format === undefined ? value : FORMATS[format](String(value));
}

/** The first template that is whole. */
export function fillFirst(templates: readonly TextTemplate[], values: Values): string | number | undefined {
  for (const template of templates) {
    const filled = fill(template, values);
    if (filled !== undefined) return filled;
  }
  return undefined;
}
