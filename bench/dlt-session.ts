import { type DltArgument, DltWriter } from '#src/simulator/writers/dlt.ts';
import type { BenchFile } from './benchmark.ts';

/** `#` stands for a number, `@` for an id in hex, always the same one in a line. 60 lines of the length and variety that ECUs write during an update. */
const LINES = [
  'update_engine: downloaded # of # bytes (#%) of payload partition system_b',
  'installer: write of block # to /dev/mmcblk0p# finished in # us, queue depth #',
  'verity: hash tree level # verified, # blocks read, root digest 0x@@',
  'watchdog: process ota_agent (pid #) alive, last kick # ms ago',
  'can0: bus load # percent, # frames received, # errors since start',
  'power: supply voltage # mV, current # mA, state of charge # percent',
  'thermal: zone cpu# temperature # milli degrees, throttle step #',
  'network: eth0 link speed # Mbit/s, # packets dropped, round trip # us',
  'doip: diagnostic message from tester 0x@ to entity 0x@, # bytes acknowledged',
  'uds: request 0x@ session # answered after # ms with response code 0x@',
  'scheduler: task nav_render missed its deadline by # us in cycle #',
  'memory: # kB free of # kB, largest block # kB, # page faults',
  'storage: wear level # percent, # bad blocks, spare area # blocks left',
  'someip: service 0x@ instance 0x@ offered, ttl # s, # subscribers',
  'time: clock offset to grand master # ns, path delay # ns, state #',
  'gnss: # satellites in view, # used, horizontal accuracy # mm',
  'hmi: frame # rendered in # us, # layers, # draw calls, gpu # percent',
  'audio: buffer underrun # on stream #, latency # us, resampled to # Hz',
  'camera: sensor # frame # exposure # us, gain #, # lines corrected',
  'lidar: packet # with # returns, # dropped, motor speed # rpm',
  'radar: cycle # tracked # objects, nearest at # mm, clutter # percent',
  'security: certificate chain of # entries verified, expires in # days',
  'secoc: freshness value # accepted for pdu 0x@, window #',
  'bootctl: slot b marked bootable, tries remaining #, priority #',
  'rollback: counter of partition vbmeta is #, stored minimum is #',
  'state: vehicle mode changed from # to # after # ms in transition',
  'door: lock actuator # moved # steps, current peak # mA',
  'brake: pressure # kPa, wheel speeds # # # # mm/s, slip # permille',
  'battery: cell # voltage # mV, temperature # , balancing # mA',
  'charger: pilot duty cycle # permille, contactor state #, energy # Wh',
] as const;

/** The same lines as a second process writes them: twice as many distinct texts. */
const PREFIXES = ['', 'task # '] as const;
const LEVELS = ['info', 'info', 'info', 'info', 'debug', 'debug', 'warn', 'error'] as const;
const FLUSH_BYTES = 1 << 20;
const START_US = Date.UTC(2026, 2, 1, 6) * 1000;

/** One string per message: the fast path. About 118 bytes each. */
export const STRING_SESSION: BenchFile = {
  name: 'strings.dlt',
  write: (append, megabytes) =>
    writeSession(append, megabytes, (writer, n) => {
      writer.text(envelopeOf(n), originOf(n), lineOf(n));
    }),
};

/** String, number, string, hex number: what a logging macro with parameters writes. */
export const ARGUMENT_SESSION: BenchFile = {
  name: 'arguments.dlt',
  write: (append, megabytes) =>
    writeSession(append, megabytes, (writer, n) => {
      writer.log({ ...envelopeOf(n), ...originOf(n), arguments: argumentsOf(n) });
    }),
};

type Append = (bytes: Uint8Array) => void;

function writeSession(append: Append, megabytes: number, write: (writer: DltWriter, n: number) => void): void {
  const writer = new DltWriter();
  let size = 0;
  for (let n = 0; size < megabytes * 1e6; n++) {
    write(writer, n);
    if (writer.sizeBytes < FLUSH_BYTES) continue;
    append(writer.borrowBytes());
    size += writer.sizeBytes;
    writer.clear();
  }
}

function envelopeOf(n: number) {
  return { timeUs: START_US + n * 250, ecu: `EC${n % 4}`, counter: n & 255, tick: Math.floor(n * 2.5) };
}

/** A context writes its own lines, as in a real ECU: each line has one origin, and a level that varies little. */
function originOf(n: number) {
  const line = linePickOf(n);
  const level = LEVELS[(line + (n % 64 === 0 ? 1 : 0)) % LEVELS.length];
  return { app: `AP${line % 12}`, context: `CT${line % 18}`, level };
}

const linePickOf = (n: number): number => scrambled(n) % (LINES.length * PREFIXES.length);

function lineOf(n: number): string {
  const pick = linePickOf(n);
  const line = PREFIXES[pick % PREFIXES.length] + LINES[(pick / PREFIXES.length) | 0];
  let seed = n;
  return line.replace(/[#@]/g, (sign) => {
    seed = scrambled(seed + 1);
    return sign === '#' ? String(seed % 10 ** (1 + ((seed >>> 28) % 6))) : (0x10 + (pick % 64)).toString(16);
  });
}

function argumentsOf(n: number): DltArgument[] {
  const [head, ...rest] = lineOf(n).split(' ');
  return [
    { type: 'string', value: head },
    { type: 'uint', bits: 32, value: scrambled(n) },
    { type: 'string', value: rest.slice(0, 6).join(' ') },
    { type: 'uint', bits: 16, value: n & 0xffff, coding: 'hex' },
  ];
}

/** A fixed mixing of bits: the same file on every machine. */
function scrambled(n: number): number {
  const a = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  const b = Math.imul(a ^ (a >>> 16), 0x45d9f3b);
  return (b ^ (b >>> 16)) >>> 0;
}
