import { asciiBytes, COLON, SPACE, skipDigits, startsWith } from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { Level } from '../record-batch.ts';
import type { LineLayout } from '../text/shaped-reader.ts';

const ERROR_WORD = asciiBytes('ERROR');
const STARTING = asciiBytes('Starting ');
const DAY_BYTES = 3;
/** `E1001`. */
const CODE_BYTES = 5;

const LEVEL_OF_LETTER = new Uint8Array(128);
for (const [letter, level] of Object.entries({
  E: Level.error,
  W: Level.warn,
  I: Level.info,
  D: Level.debug,
  V: Level.verbose,
})) {
  LEVEL_OF_LETTER[letter.charCodeAt(0)] = level;
}

/** The level of `E:text`, as `LOGE` of an Android recovery writes it: no space behind the colon. */
export function levelOfLine(bytes: Uint8Array, start: number, end: number): number {
  const isMarked = end - start > 2 && bytes[start] < 128 && bytes[start + 1] === COLON;
  // `I: text` and `I::name` are other writers' lines.
  return isMarked && bytes[start + 2] > SPACE && bytes[start + 2] !== COLON
    ? LEVEL_OF_LETTER[bytes[start]]
    : Level.none;
}

/**
 * One line of /tmp/recovery.log or /cache/recovery/last_log: AOSP's recovery, TWRP and OrangeFox. Lines begin with seconds
 * since the start where standard output is redirected with times, then with a level or with nothing.
 */
export class RecoveryLine implements LineLayout {
  readonly #time: TimeReader;

  constructor(time: TimeReader) {
    this.#time = time;
  }

  read(bytes: Uint8Array, fields: LineFields): boolean {
    fields.writer = 'recovery';
    if (this.#time.readKernelUptime(bytes, fields.bodyStart, fields.bodyEnd)) {
      fields.uptimeUs = this.#time.uptimeUs;
      fields.bodyStart = this.#time.at;
    }
    const { bodyStart, bodyEnd } = fields;
    fields.level = levelOfLine(bytes, bodyStart, bodyEnd);
    if (fields.level !== Level.none) fields.bodyStart = bodyStart + 2;
    else if (isErrorLine(bytes, bodyStart, bodyEnd)) fields.level = Level.error;
    else if (startsWith(bytes, bodyStart, STARTING)) this.#readStart(bytes, fields);
    return true;
  }

  /** `Starting TWRP 3.7.0 on Thu Jan  1 00:00:30 1970 (pid 234)`: a new run, and its time. */
  #readStart(bytes: Uint8Array, fields: LineFields): void {
    for (let at = fields.bodyStart; at + DAY_BYTES < fields.bodyEnd; at++) {
      if (bytes[at] !== SPACE || !this.#time.readBsd(bytes, at + 1, fields.bodyEnd)) continue;
      fields.setTime(this.#time.timeUs, true);
      return;
    }
  }
}

/** `ERROR: 7`, and `E3004: text`: a code of the script that installs (bootable/recovery, error_code.h). */
function isErrorLine(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at > ERROR_WORD.length && startsWith(bytes, at, ERROR_WORD)) return true;
  const digitsEnd = skipDigits(bytes, at + 1, end);
  return bytes[at] === ERROR_WORD[0] && digitsEnd - at === CODE_BYTES && digitsEnd < end && bytes[digitsEnd] === COLON;
}
