import type { BenchFile } from './benchmark.ts';

const FLUSH_BYTES = 1 << 20;

/** What Android writes while it updates; `#` stands for a number, `@` for hex digits. */
const LOGCAT = [
  'I update_engine: [INFO:delta_performer.cc(#)] Completed #/? operations, #/# bytes downloaded (#%), overall progress #%',
  'D ActivityManager: Start proc #:com.vehicle.hvac/u0a# for service {com.vehicle.hvac/.ClimateService}',
  'I CarService: property 0x@ changed in area #: value #.#',
  'W InputDispatcher: channel # ~ consumer closed input channel or an error occurred. events=#',
  'V AudioFlinger: mixer(0x@) throttle begin: ret(#) deltaMs(#) requires sleep # ms',
  'E BluetoothHfp: connection to device failed, state machine returns to idle after # ms',
  'I chatty: uid=#(system) Binder:#_# identical # lines',
  'D WifiHAL: Stats updated successfully, # channels, tx # rx # retries #',
  'I ThermalEngine: sensor cpu-# at # mC, no mitigation needed for this zone now',
  'I init: starting service vendor.vehicle-hal-2.0 ... exec took # ms in the background',
];

export const LOGCAT_SESSION: BenchFile = {
  name: 'logcat.txt',
  write: (append, megabytes) =>
    writeLines(append, megabytes, (n) => {
      const [level, tag, ...rest] = LOGCAT[scrambled(n) % LOGCAT.length].split(' ');
      return `${timeOf(n)}  ${1000 + (n % 7)}  ${1000 + (n % 90)} ${level} ${tag} ${filled(rest.join(' '), n)}`;
    }),
};

/** 60 CAN ids at their own rates, as `candump -l` writes them. */
export const CANDUMP_SESSION: BenchFile = {
  name: 'candump.log',
  write: (append, megabytes) =>
    writeLines(append, megabytes, (n) => {
      const id = (0x100 + (scrambled(n) % 60) * 8).toString(16).toUpperCase().padStart(3, '0');
      const data = [n, n >>> 3].map((word) => scrambled(word).toString(16).toUpperCase().padStart(8, '0')).join('');
      return `(${(1_772_000_000 + n / 4000).toFixed(6)}) can0 ${id}#${data}`;
    }),
};

function writeLines(append: (bytes: Uint8Array) => void, megabytes: number, line: (n: number) => string): void {
  const encoder = new TextEncoder();
  let text = '';
  for (let n = 0, size = 0; size < megabytes * 1e6; n++) {
    text += `${line(n)}\n`;
    if (text.length < FLUSH_BYTES) continue;
    append(encoder.encode(text));
    size += text.length;
    text = '';
  }
}

function timeOf(n: number): string {
  return new Date(Date.UTC(2026, 2, 1, 6) + n).toISOString().slice(5, 23).replace('T', ' ');
}

function filled(line: string, n: number): string {
  let seed = n;
  return line.replace(/[#@]/g, (sign) => {
    seed = scrambled(seed + 1);
    return sign === '#' ? String(seed % 10 ** (1 + ((seed >>> 28) % 6))) : (seed >>> 0).toString(16);
  });
}

/** A fixed mixing of bits: the same file on every machine. */
function scrambled(n: number): number {
  const a = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  const b = Math.imul(a ^ (a >>> 16), 0x45d9f3b);
  return (b ^ (b >>> 16)) >>> 0;
}
