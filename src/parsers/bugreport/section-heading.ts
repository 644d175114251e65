const latin1 = new TextDecoder('latin1');
const HEADING_BYTES = 160;
const DASH = 0x2d;
const EQUALS = 0x3d;

/** What a section of a bug report holds: lines of logcat, of the kernel, or what some tool says of the state. */
export type SectionKind = 'logcat' | 'kernel' | 'state';

/** `------ SYSTEM LOG (logcat -v threadtime -d *:v) ------`; the command may be cut. */
const HEADING = /^-{6} ([A-Z][^(]{0,60}?)(?: -{6}| \(([^)]{0,100})|$)/;
/** `------ 0.084s was the duration of 'SYSTEM LOG' ------`. */
const DURATION = /^-{6} [\d.]{1,12}s was the duration of /;
/** `== dumpstate: 2023-04-01 12:00:00`. */
const TITLE = /^== dumpstate: (?=\d{4}-\d\d-\d\d \d\d:)/;

const headOf = (bytes: Uint8Array, start: number, end: number): string =>
  latin1.decode(bytes.subarray(start, Math.min(end, start + HEADING_BYTES)));

/** The kind of the section that the line opens; undefined when it opens none. */
export function kindOfHeading(bytes: Uint8Array, start: number, end: number): SectionKind | undefined {
  if (bytes[start] !== DASH || end - start < 8) return undefined;
  const [found, name, command = ''] = HEADING.exec(headOf(bytes, start, end)) ?? [];
  if (found === undefined) return undefined;
  if (/\bKERNEL LOG\b|\bKMSG\b/.test(name) || /\bdmesg\b|console-ramoops/.test(command)) return 'kernel';
  return /\blogcat\b/.test(command) || /\bLOGCAT$|^(SYSTEM|EVENT|RADIO|MAIN|CRASH) LOG$/.test(name)
    ? 'logcat'
    : 'state';
}

/** What a tool took: the section above ends with it. */
export const isDuration = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === DASH && DURATION.test(headOf(bytes, start, end));

/** Where the time of the report stands in its title line; -1 on other lines. */
export function titleTimeAt(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== EQUALS) return -1;
  const found = TITLE.exec(headOf(bytes, start, end));
  return found ? start + found[0].length : -1;
}
