import { SampleColumns } from './sample-columns.ts';
import type { SourceTable } from './source-table.ts';

/** Severity as the writer claimed it. Failure text is often logged at `info`: never the only ground for a fault. */
export const LEVELS = ['none', 'fatal', 'error', 'warn', 'info', 'debug', 'verbose'] as const;
export type LevelName = (typeof LEVELS)[number];
export const Level = { none: 0, fatal: 1, error: 2, warn: 3, info: 4, debug: 5, verbose: 6 } as const;

/**
 * What a record is: a text message, a bus frame (its body is the payload), a protocol's own housekeeping, or a sample: the
 * numbers that stand for it in `samples`.
 */
export const Kind = { message: 0, frame: 1, control: 2, sample: 3 } as const;

export const Flag = {
  /** The body lies in `scratch`, not in the window (it was rendered or hex-decoded). */
  bodyInScratch: 1,
  /** There is no text: only a description file could decode the body (DLT non-verbose), or the record is a sample. */
  nonVerbose: 2,
  /** The declared shape and the bytes disagree (DLT NOAR); what was there is kept. */
  malformed: 4,
  /** The text was cut at the record limit. */
  textCut: 8,
  extendedId: 16,
  fd: 32,
  remote: 64,
  errorFrame: 128,
  /** Sent by the logger or its host (candump/ASC direction Tx). */
  transmitted: 256,
  /** The body text is latin-1, not UTF-8. */
  latin1: 512,
  /** `timeUs` lacks a year or zone in the file and was completed from the context. */
  timeInferred: 1024,
  /** The body is a payload that only a description file could decode: it is shown by its id and bytes (`payloadText`). */
  undescribed: 2048,
  /** The numbers of that payload begin with their highest byte. */
  bigEndian: 4096,
} as const;

export type GapReason =
  | 'truncated-record'
  | 'cut-off-file'
  | 'garbage'
  | 'invalid-length'
  | 'line-too-long'
  | 'undecodable-line'
  | 'unsupported-record';

/** A damaged place: bytes that belong to no whole record. `offset` counts from the start of the decoded stream. */
export interface Gap {
  offset: number;
  length: number;
  reason: GapReason;
}

/**
 * What else a stream holds: `line-end`s behind lines, `blank` lines, `comment`s, a file's `header`, `detail` lines that
 * explain the record above and what of it is too long to be read, `structure` that only holds records together, `padding`, and a `byte-order-mark`. Of captured
 * networks: a `fragment` of a message that a later packet makes whole, and packets that carry nothing Argus reads, by their
 * kind: `udp-packet`, `tcp-packet` (acknowledgements and repetitions too), `ip-packet` of other protocols (ICMP, IGMP) and
 * `link-packet` below IP (ARP, LLDP).
 */
export const NON_RECORDS = [
  'line-end',
  'blank',
  'comment',
  'header',
  'detail',
  'structure',
  'padding',
  'byte-order-mark',
  'fragment',
  'udp-packet',
  'tcp-packet',
  'ip-packet',
  'link-packet',
] as const;
export type NonRecordName = (typeof NON_RECORDS)[number];
export const NonRecord = {
  lineEnd: 0,
  blank: 1,
  comment: 2,
  header: 3,
  detail: 4,
  structure: 5,
  padding: 6,
  byteOrderMark: 7,
  fragment: 8,
  udpPacket: 9,
  tcpPacket: 10,
  ipPacket: 11,
  linkPacket: 12,
} as const;

/** Bytes under the decoder's eyes; `offset` is the place of `bytes[0]` in the decoded stream. */
export interface Window {
  bytes: Uint8Array;
  /** Valid bytes are `bytes[0 … end)`; in the last window a 0 stands behind them. */
  end: number;
  offset: number;
  isLast: boolean;
}

export const BATCH_CAPACITY = 4096;
/** Grows with what is written to it. */
const FIRST_SCRATCH_BYTES = 4096;

/**
 * Up to `BATCH_CAPACITY` decoded records as columns: no object per record on the hot path.
 * `start/end` bound the whole record inside the window (the citation); `bodyStart/bodyEnd` bound its text or payload
 * inside the window or, with `Flag.bodyInScratch`, inside `scratch`. Valid until the next `reset`.
 */
export class RecordBatch {
  count = 0;
  /** How many of them are bus frames that `appendFrame` added; as many as `count` in most recordings of a bus. */
  frameCount = 0;
  window: Window = { bytes: new Uint8Array(0), end: 0, offset: 0, isLast: false };
  readonly kind = new Uint8Array(BATCH_CAPACITY);
  readonly level = new Uint8Array(BATCH_CAPACITY);
  readonly flags = new Uint16Array(BATCH_CAPACITY);
  readonly start = new Int32Array(BATCH_CAPACITY);
  readonly end = new Int32Array(BATCH_CAPACITY);
  readonly bodyStart = new Int32Array(BATCH_CAPACITY);
  readonly bodyEnd = new Int32Array(BATCH_CAPACITY);
  /** Microseconds since 1970 UTC by the writer's clock; NaN when the record has none. */
  readonly timeUs = new Float64Array(BATCH_CAPACITY);
  /** Microseconds since the ECU's boot (DLT TMSP, kernel log, monotonic); NaN when the record has none. */
  readonly uptimeUs = new Float64Array(BATCH_CAPACITY);
  /** Index into `sources`. */
  readonly source = new Uint32Array(BATCH_CAPACITY);
  /** CAN id without flag bits, DLT message id, or process id of a text log; 0 when there is none. */
  readonly id = new Uint32Array(BATCH_CAPACITY);
  /** Message counter 0…255 as written (DLT MCNT); -1 when the format has none. */
  readonly counter = new Int16Array(BATCH_CAPACITY);
  readonly samples = new SampleColumns();
  scratch = new Uint8Array(FIRST_SCRATCH_BYTES);
  scratchUsed = 0;
  readonly gaps: Gap[] = [];
  /** Non-records by kind: how many, and their bytes. */
  readonly passedCount = new Float64Array(NON_RECORDS.length);
  readonly passedBytes = new Float64Array(NON_RECORDS.length);
  /** Of the stream under way: one batch serves all streams of a file. */
  sources: SourceTable;

  constructor(sources: SourceTable) {
    this.sources = sources;
  }

  get isFull(): boolean {
    return this.count === BATCH_CAPACITY;
  }

  reset(window: Window): void {
    this.window = window;
    this.count = 0;
    this.frameCount = 0;
    this.samples.count = 0;
    this.scratchUsed = 0;
    this.gaps.length = 0;
    this.passedCount.fill(0);
    this.passedBytes.fill(0);
  }

  /** Neither records nor gaps nor anything passed over. */
  get isEmpty(): boolean {
    return this.count === 0 && this.gaps.length === 0 && !this.passedBytes.some((bytes) => bytes > 0);
  }

  /** Makes room for `length` bytes and returns where they start; the caller writes them into `scratch`. */
  reserveScratch(length: number): number {
    const at = this.scratchUsed;
    if (at + length > this.scratch.length) {
      const grown = new Uint8Array(Math.max(this.scratch.length * 2, at + length));
      grown.set(this.scratch.subarray(0, at));
      this.scratch = grown;
    }
    this.scratchUsed = at + length;
    return at;
  }

  /** The buffer that `bodyStart/bodyEnd` of record `i` index into. */
  borrowBodyBuffer(i: number): Uint8Array {
    return this.flags[i] & Flag.bodyInScratch ? this.scratch : this.window.bytes;
  }

  /** Counts bytes that are neither record nor damage; `count` is 0 for more bytes of the one before. */
  pass(kind: number, bytes: number, count = 1): void {
    if (bytes === 0) return;
    this.passedCount[kind] += count;
    this.passedBytes[kind] += bytes;
  }

  addGap(at: number, length: number, reason: GapReason): void {
    if (length > 0) this.gaps.push({ offset: this.window.offset + at, length, reason });
  }
}
