/** One line of a `candump -l` recording. */
export interface CanLine {
  /** Microseconds since 1970. */
  timeUs: number;
  /** Interface, at most 15 characters: `can0`. */
  bus: string;
  /** 11 or 29 bits; for an error frame the error class (linux/can/error.h). */
  id: number;
  data: Uint8Array;
  /** 29-bit identifier. */
  isExtended?: boolean;
  /** CAN FD, with the bit rate switched for the data. */
  isFd?: boolean;
  /** Asks for `data.length` bytes instead of carrying them. */
  isRemote?: boolean;
  isError?: boolean;
}

/** CAN_ERR_FLAG of linux/can.h. */
const ERROR_FLAG = 0x20000000;
/** CANFD_BRS of linux/can.h. */
const BIT_RATE_SWITCH = 1;
const FD_LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

/** Appends frames as `candump -l` writes them (can-utils lib.c): `(1696758378.547717) can0 0F7#01FD`. */
export class CandumpWriter {
  readonly #lines: string[] = [];

  add(line: CanLine): void {
    this.#lines.push(`(${timeText(line.timeUs)}) ${line.bus} ${idText(line)}${bodyText(line)}\n`);
  }

  toBytes(): Uint8Array {
    return new TextEncoder().encode(this.#lines.join(''));
  }
}

function timeText(timeUs: number): string {
  const seconds = Math.floor(timeUs / 1e6);
  return `${String(seconds).padStart(10, '0')}.${String(Math.floor(timeUs - seconds * 1e6)).padStart(6, '0')}`;
}

function idText(line: CanLine): string {
  const id = line.isError ? line.id + ERROR_FLAG : line.id;
  const digits = line.isExtended || line.isError ? 8 : 3;
  return id.toString(16).toUpperCase().padStart(digits, '0');
}

function bodyText(line: CanLine): string {
  if (line.isRemote) return `#R${line.data.length || ''}`;
  if (line.isFd) return `##${BIT_RATE_SWITCH}${hexText(padded(line.data))}`;
  return `#${hexText(line.data)}`;
}

/** FD frames come in fixed lengths (ISO 11898-1 table 5): shorter data is filled with zeros. */
function padded(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(FD_LENGTHS.find((length) => length >= data.length) ?? 64);
  whole.set(data.subarray(0, whole.length));
  return whole;
}

function hexText(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
}
