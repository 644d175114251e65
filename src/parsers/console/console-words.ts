import { Level } from '../record-batch.ts';

const latin1 = new TextDecoder('latin1');
const HEAD_BYTES = 72;

const headOf = (bytes: Uint8Array, start: number, end: number): string =>
  latin1.decode(bytes.subarray(start, Math.min(end, start + HEAD_BYTES)));

/** systemd pads what it says to six letters, with colours or without; `[INFO]` is anybody's. */
const STATUS =
  /^\[(?:[^ -~]\[[\d;]{0,8}m)?( {2}OK {2}|FAILED|DEPEND| TIME | WARN | INFO | SKIP )(?:[^ -~]\[[\d;]{0,8}m)?\]/;
const LEVEL_OF_STATUS: Record<string, number> = {
  OK: Level.info,
  INFO: Level.info,
  SKIP: Level.info,
  WARN: Level.warn,
  TIME: Level.error,
  DEPEND: Level.error,
  FAILED: Level.error,
};

/** Undefined where the line is no status; `end` is the place behind its bracket. */
export function levelOfStatus(
  bytes: Uint8Array,
  start: number,
  end: number,
): { level: number; end: number } | undefined {
  const found = STATUS.exec(headOf(bytes, start, end));
  return found ? { level: LEVEL_OF_STATUS[found[1].trim()], end: start + found[0].length } : undefined;
}

/** How firmware marks its lines where it marks them at all. */
const FIRMWARE_LEVELS: readonly [level: number, line: RegExp][] = [
  [Level.fatal, /^(PANIC|panic)\b/],
  [Level.error, /^(ERROR: |#+ ?(ERROR|Error)\b|\*\*\* ?(ERROR|Error)\b|Bad Linux |Wrong Image )/],
  [Level.warn, /^(WARNING: |\*\*\* ?(Warning|WARNING)\b)/],
  [Level.info, /^(NOTICE: |INFO: )/],
  [Level.verbose, /^VERBOSE: /],
];
const FIRST_OF_FIRMWARE = new Set(Array.from('PpE#*BWNIV', (char) => char.charCodeAt(0)));

export function levelOfFirmware(bytes: Uint8Array, start: number, end: number): number {
  if (!FIRST_OF_FIRMWARE.has(bytes[start])) return Level.none;
  const head = headOf(bytes, start, end);
  return FIRMWARE_LEVELS.find(([, line]) => line.test(head))?.[0] ?? Level.none;
}

/** Lines that are printed to a serial console and hardly anywhere else. */
const CONSOLE_ONLY =
  /^(U-Boot (SPL |TPL |VPL )?20\d\d\.|U-Boot 1\.|barebox 20\d\d\.|Hit any key to stop autoboot|Starting kernel \.\.\.|## (Loading|Booting|Executing|Flattened Device Tree|Checking)|Trying to boot from |Uncompressing Linux|NOTICE: {2}BL\d|DRAM: {1,4}\d|Normal Boot$|RedBoot|CFE version|Booting Zephyr|\*{3,5} Booting |ets [A-Z][a-z]{2} |rst:0x[0-9a-f]{1,2} \(|ESP-ROM:|[\w.-]{1,64} login: |Welcome to |SPL: |SDP: |=> ?(boot|run|printenv|setenv)|In: {3,4}serial|Net: {3}(eth|FEC|No ethernet)|MMC: {3}|Loading Environment from |Verifying Hash Integrity|Verifying Checksum|resetting \.\.\.|## Error)/;

export const isConsoleOnly = (bytes: Uint8Array, start: number, end: number): boolean =>
  CONSOLE_ONLY.test(headOf(bytes, start, end));
