import type { Random } from './random.ts';
import type { DltBoot, DltLine, Session } from './session.ts';
import type { LogcatPriority } from './writers/logcat.ts';

/** What a healthy vehicle says all day, including lines that look like errors and mean nothing. */
type Chatter = (random: Random) => DltLine;

const line = (app: string, context: string, level: DltLine['level'], text: (random: Random) => string): Chatter => {
  return (random) => ({ app, context, level, text: text(random) });
};

const GATEWAY: readonly Chatter[] = [
  line(
    'ROUT',
    'CAN',
    'info',
    (r) => `routed ${r.between(400, 900)} frames from can0 to eth0, queue depth ${r.between(0, 12)}`,
  ),
  line('ROUT', 'ETH', 'debug', (r) => `keepalive to 169.254.3.${r.between(2, 20)} took ${r.between(200, 900)} us`),
  line('NM', 'STAT', 'info', (r) => `network state NORMAL, ${r.between(14, 18)} nodes awake`),
  line('SYS', 'MON', 'info', (r) => `cpu load ${r.between(12, 38)} %, memory used ${r.between(310, 340)} MB`),
  line('PWR', 'MON', 'info', (r) => `battery voltage ${(13.6 + r.next() * 0.6).toFixed(2)} V`),
  line('TIME', 'PTP', 'verbose', (r) => `ptp offset ${r.between(-90, 90)} ns, rate ratio 1.0000${r.between(10, 99)}`),
  line('DIAG', 'DOIP', 'info', (r) => `alive check from tester 0x0E${r.hex(2).toUpperCase()} answered`),
  line(
    'CLD',
    'MQTT',
    'warn',
    (r) => `publish retry ${r.between(1, 2)} for topic telemetry/energy, will try again in ${r.between(2, 8)} s`,
  ),
  line('CLD', 'TLS', 'error', () => 'session ticket cache miss, falling back to default of full handshake'),
  line('SEC', 'IDS', 'info', (r) => `checked ${r.between(8000, 9000)} frames, 0 errors, no anomalies`),
];

const ADAS: readonly Chatter[] = [
  line(
    'PERC',
    'CAM',
    'info',
    (r) => `camera front frame ${r.between(10_000, 99_999)} processed in ${r.between(18, 31)} ms`,
  ),
  line('PERC', 'FUS', 'debug', (r) => `fused ${r.between(3, 22)} objects, cycle ${r.between(38, 43)} ms`),
  line('PLAN', 'TRAJ', 'info', (r) => `trajectory ${r.hex(8)} accepted, horizon ${r.between(60, 90)} m`),
  line('EM', 'STAT', 'info', (r) => `process group default running, ${r.between(31, 33)} processes`),
  line('PHM', 'SUP', 'verbose', (r) => `alive supervision of perception: ${r.between(24, 26)} indications`),
  line('SYS', 'MON', 'info', (r) => `soc temperature ${r.between(52, 67)} C, gpu load ${r.between(20, 60)} %`),
  line('LOC', 'GNSS', 'warn', (r) => `satellite count dropped to ${r.between(5, 7)}, using dead reckoning`),
];

const ANDROID: readonly ((random: Random) => { priority: LogcatPriority; tag: string; message: string })[] = [
  (r) => ({
    priority: 'D',
    tag: 'AudioFlinger',
    message: `mixer(0x7${r.hex(9)}) throttle end: throttle time(${r.between(4, 20)})`,
  }),
  (r) => ({ priority: 'I', tag: 'CarService', message: `property 0x${r.hex(8)} area 0 updated` }),
  (r) => ({ priority: 'D', tag: 'SurfaceFlinger', message: `duplicate transaction ${r.between(100, 999)} ignored` }),
  (r) => ({
    priority: 'I',
    tag: 'ActivityTaskManager',
    message: `Displayed com.example.maps/.MainActivity: +${r.between(180, 700)}ms`,
  }),
  (r) => ({
    priority: 'W',
    tag: 'InputDispatcher',
    message: `channel '${r.hex(7)} maps' consumer closed input channel or an error occurred, events=0x9`,
  }),
  (r) => ({
    priority: 'E',
    tag: 'BluetoothAdapter',
    message: `getProfileConnectionState: no service for profile ${r.between(1, 20)}`,
  }),
  (r) => ({ priority: 'I', tag: 'chatty', message: `uid=1000(system) identical ${r.between(2, 9)} lines` }),
];

/** Cyclic frames of a driving car: id, period in ms. */
const CYCLIC: readonly [id: number, periodMs: number][] = [
  [0x0c9, 10],
  [0x0f1, 10],
  [0x17d, 20],
  [0x1e5, 20],
  [0x21a, 40],
  [0x3d1, 100],
  [0x52a, 500],
];

interface Span {
  fromUs: number;
  toUs: number;
}

export const gatewayChatter = (session: Session, boot: DltBoot, span: Span): void =>
  chat(session, boot, { span, chatter: GATEWAY });
export const adasChatter = (session: Session, boot: DltBoot, span: Span): void =>
  chat(session, boot, { span, chatter: ADAS });

function chat(session: Session, boot: DltBoot, { span, chatter }: { span: Span; chatter: readonly Chatter[] }): void {
  for (let timeUs = span.fromUs; timeUs < span.toUs; timeUs += session.random.between(20_000, 120_000)) {
    session.dlt(boot, session.random.pick(chatter)(session.random), timeUs);
  }
}

export function androidChatter(session: Session, file: string, span: Span): void {
  for (let timeUs = span.fromUs; timeUs < span.toUs; timeUs += session.random.between(10_000, 90_000)) {
    const said = session.random.pick(ANDROID)(session.random);
    session.logcat(file, { ...said, pid: 1200 + said.tag.length, tid: 1200 + said.tag.length }, timeUs);
  }
}

export function busTraffic(session: Session, file: string, span: Span): void {
  for (const [id, periodMs] of CYCLIC) {
    for (let timeUs = span.fromUs + session.random.between(0, 9_000); timeUs < span.toUs; timeUs += periodMs * 1000) {
      const data = Uint8Array.from({ length: 8 }, (_, i) =>
        i === 7 ? (timeUs / 1000) & 0xff : session.random.between(0, 255),
      );
      session.can(file, { bus: 'can0', id, data }, timeUs + session.random.between(0, 200));
    }
  }
}
