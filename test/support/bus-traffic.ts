import { FrameDetectors, type FrameFindings } from '#src/evidence/detect/detectors.ts';
import { BATCH_CAPACITY, Flag, Kind, RecordBatch } from '#src/parsers/record-batch.ts';
import { Network, SourceTable } from '#src/parsers/source-table.ts';

export interface SentFrame {
  id: number;
  data: Uint8Array;
  /** Below 0: without a time. */
  atMs: number;
  /** `can0` where it is not given. */
  bus?: string;
  network?: Network;
  flags?: number;
  /** `atMs` counts from the start of the logger, which knows no date. */
  isUptime?: boolean;
}

/** Written as the field writes it: `710 02 10 03`, ids of more than three digits are 29-bit. */
export function frame(text: string, atMs = 0): SentFrame {
  const [id, ...bytes] = text.split(' ');
  const data = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
  return { id: Number.parseInt(id, 16), data, atMs };
}

/** ISO-TP of one message, flow control left out: single frame up to 7 bytes, else first and consecutive frames. */
export function isoTp(id: number, message: readonly number[], atMs: number): SentFrame[] {
  const padded = (bytes: number[]) => Uint8Array.from({ length: 8 }, (_, i) => bytes[i] ?? 0xaa);
  if (message.length <= 7) return [{ id, data: padded([message.length, ...message]), atMs }];
  const frames = [
    { id, data: padded([0x10 | (message.length >> 8), message.length & 0xff, ...message.slice(0, 6)]), atMs },
  ];
  for (let at = 6, n = 1; at < message.length; at += 7, n++) {
    frames.push({ id, data: padded([0x20 | (n & 15), ...message.slice(at, at + 7)]), atMs });
  }
  return frames;
}

/** Who asks, who answers, and when the first of them speaks. */
export interface Pair {
  tester: number;
  ecu: number;
  fromMs?: number;
}

/**
 * A conversation, each message 100 ms after the one before: `> 22 F1 90` asks, `< 7F 22 31` answers, `wait 5000` lets
 * time pass without a frame. `07*64` stands for 64 bytes of 07.
 */
export function talk({ tester, ecu, fromMs = 0 }: Pair, ...lines: readonly string[]): SentFrame[] {
  let atMs = fromMs;
  return lines.flatMap((line) => {
    const [who, ...words] = line.split(' ');
    atMs += who === 'wait' ? Number(words[0]) : 100;
    return who === 'wait' ? [] : isoTp(who === '>' ? tester : ecu, words.flatMap(bytesOf), atMs);
  });
}

function bytesOf(word: string): number[] {
  const [byte, times = '1'] = word.split('*');
  return new Array<number>(Number(times)).fill(Number.parseInt(byte, 16));
}

/** Runs frames through the detectors; a pointer's offset is the number of the frame. */
export function follow(frames: Iterable<SentFrame>): FrameFindings {
  const sources = new SourceTable();
  let pointed = 0;
  const detectors = new FrameDetectors(sources, (batch, i) => {
    pointed++;
    const [offset, length] = [batch.window.offset + batch.start[i], batch.end[i] - batch.start[i]];
    const digest = String(pointed);
    return () => ({ file: 0, member: null, sha256: '', offset, length, digest });
  });
  const batch = new RecordBatch(sources);
  const window = { bytes: new Uint8Array(0), end: 0, offset: 0, isLast: true };
  batch.reset(window);
  let number = 0;
  for (const sent of frames) {
    put(batch, sent, number++);
    if (batch.count < BATCH_CAPACITY) continue;
    detectors.addAll(batch);
    batch.reset(window);
  }
  detectors.addAll(batch);
  return detectors.finish();
}

function put(batch: RecordBatch, sent: SentFrame, number: number): void {
  const { id, data, atMs, flags = 0, isUptime = false } = sent;
  const i = batch.count++;
  const at = batch.reserveScratch(data.length);
  batch.scratch.set(data, at);
  batch.kind[i] = Kind.frame;
  batch.flags[i] = flags | Flag.bodyInScratch | (id > 0x7ff ? Flag.extendedId : 0) | (data.length > 8 ? Flag.fd : 0);
  batch.start[i] = number;
  batch.end[i] = number + 1;
  batch.bodyStart[i] = at;
  batch.bodyEnd[i] = at + data.length;
  batch.timeUs[i] = atMs < 0 || isUptime ? Number.NaN : 1.7e15 + atMs * 1000;
  batch.uptimeUs[i] = atMs < 0 || !isUptime ? Number.NaN : atMs * 1000;
  batch.id[i] = id;
  batch.source[i] = sourceOf(batch, sent);
}

function sourceOf({ sources }: RecordBatch, { id, bus = 'can0', network = Network.can }: SentFrame): number {
  const digits = id > 0x7ff ? 8 : 3;
  return sources.intern(bus, id.toString(16).toUpperCase().padStart(digits, '0'), '', network);
}

/** `symptom uds-negative-response NRC 0x22 x3` per fault. */
export const faultWords = ({ faults }: FrameFindings): string[] =>
  faults.map(({ role, kind, code, count }) => [role, kind, code, `x${count}`].filter(Boolean).join(' '));

export const phaseWords = ({ phases }: FrameFindings): string[] =>
  phases.map(({ phase, state }) => `${phase} ${state}`);
