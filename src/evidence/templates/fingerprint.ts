import { digestOf } from '../digest.ts';

export interface TemplateIdentity {
  ecu: string;
  app: string;
  context: string;
  level: string;
  template: string;
}

const encoder = new TextEncoder();
const MASK = /<[a-z]+>/g;
const NAMED_CODE = /(ErrorCode::\w+)/;
const WORD = /[\w-]+/g;

/** The codes a template kept: after masking, whatever still holds a digit is one, and so is a named `ErrorCode::`. */
export function codesOf(template: string): string[] {
  const parts = template.replace(MASK, ' ').split(NAMED_CODE);
  // Every other part is a named code.
  return parts.flatMap((part, i) => (i % 2 === 1 ? [part] : wordsWithDigits(part)));
}

const wordsWithDigits = (text: string): string[] => (text.match(WORD) ?? []).filter((word) => /\d/.test(word));

/**
 * The ECU's name without what tells two vehicles apart: a run of four or more digits in a name longer than a DLT id
 * (4 characters) is a serial number (`tcu-004711` is `tcu-#`). Short numbers stay: `CAM1` and `CAM2` are two places.
 */
export function ecuClassOf(ecu: string): string {
  return ecu.length <= 4 ? ecu : ecu.replace(/\d{4,}/g, '#');
}

/** Stable across vehicles, files and machines. Another algorithm gets another prefix, so that old links stay true. */
export function fingerprintOf(line: TemplateIdentity): string {
  const codes = codesOf(line.template).join(' ');
  const key = [ecuClassOf(line.ecu), line.app, line.context, line.level, line.template, codes].join('\0');
  return `v1:${digestOf(encoder.encode(key))}`;
}
