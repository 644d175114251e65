import type { Moment } from '../fault-ledger.ts';
import { hexByte, nrcCode } from '../negative-response.ts';
import { type OpenRequest, SILENCE_US } from './open-request.ts';
import type { SessionLog } from './session-log.ts';
import { type MessageHead, Sid, serviceName } from './uds.ts';

/** One download: 0x34 … 0x36 … 0x37 (ISO 14229-1, section on upload and download). */
interface Download {
  moment: Moment;
  /** memorySize of 0x34. */
  announcedBytes: number;
  transferredBytes: number;
  blocks: number;
  /** Block sequence counter that the next 0x36 should carry: starts at 1, wraps from 0xFF to 0x00. */
  nextBlock: number;
  /** Compressed data is shorter than what it fills: sizes cannot be compared. */
  isCompressed: boolean;
  /** Last thing the tester or the ECU said in it. */
  last: Moment;
}

/** `34 <dataFormat> <sizeBytes:4 addressBytes:4>`, and a byte at least of each (ISO 14229-1). */
const MIN_DOWNLOAD_BYTES = 5;

/** The tester repeats the request: nothing is lost. */
const BUSY_REPEAT_REQUEST = 0x21;

type Ending = 'transfer exit' | 'negative response' | 'session change' | 'ECU reset' | 'new download' | 'end of log';

/** Follows the programming sequence of one ECU: bytes announced against bytes transferred, blocks in order, and its end. */
export class FlashSession {
  readonly #log: SessionLog;
  #download: Download | undefined;
  #lastGoodService = 0;
  #pendingUs = 0;
  #pending = 0;

  constructor(log: SessionLog) {
    this.#log = log;
  }

  /** True while a download was accepted and not closed. */
  get isTransferring(): boolean {
    return this.#download !== undefined;
  }

  answered(request: OpenRequest, moment: Moment): void {
    const service = request.bytes[0];
    this.#addPending(request, moment);
    if (service === Sid.requestDownload) this.#openDownload(request, moment);
    else if (service === Sid.transferData) this.#addBlock(request, moment);
    else if (service === Sid.transferExit) this.#close('transfer exit', moment);
    else if (service === Sid.ecuReset) this.#interrupt('ECU reset', moment);
    else if (service === Sid.sessionControl) this.#interrupt('session change', moment);
    this.#lastGoodService = service;
  }

  refused(request: OpenRequest, nrc: number, moment: Moment): void {
    if (nrc === BUSY_REPEAT_REQUEST || !this.#isOfDownload(request)) return;
    this.#log.phase('install', 'failed', moment);
    this.#report('negative response', moment, { nrc: nrcCode(nrc) });
  }

  /** A scan sends each service without what belongs to it: nobody means to write anything with that. */
  #isOfDownload({ bytes, length }: OpenRequest): boolean {
    const [service] = bytes;
    if (service === Sid.requestDownload) return length >= MIN_DOWNLOAD_BYTES;
    if (service === Sid.transferData) return length > 2;
    return service === Sid.transferExit && (this.isTransferring || this.#lastGoodService === Sid.transferData);
  }

  /** `endUs` is the last time seen on the bus: a log that ends right behind a block does not show what came of it. */
  finish(endUs: number): void {
    const download = this.#download;
    if (download === undefined) return;
    const silenceUs = endUs - download.last.clockUs;
    if (silenceUs < SILENCE_US) return;
    this.#report('end of log', download.last, silenceUs >= 0 ? { silenceMs: Math.round(silenceUs / 1000) } : {});
  }

  #addPending(request: OpenRequest, moment: Moment): void {
    if (request.pending === 0) return;
    this.#pending += request.pending;
    const waitedUs = moment.clockUs - request.moment.clockUs;
    if (waitedUs > 0) this.#pendingUs += waitedUs;
  }

  #openDownload(request: OpenRequest, moment: Moment): void {
    this.#interrupt('new download', moment);
    this.#download = {
      moment: request.moment.held(),
      announcedBytes: announcedSize(request),
      transferredBytes: 0,
      blocks: 0,
      nextBlock: 1,
      isCompressed: request.bytes[1] >>> 4 !== 0,
      last: moment.held(),
    };
    this.#log.phase('install', 'started', request.moment);
  }

  #addBlock(request: OpenRequest, moment: Moment): void {
    const download = this.#download;
    if (download === undefined) return;
    const block = request.bytes[1];
    download.last = moment.held();
    if (block === ((download.nextBlock + 255) & 0xff) && download.blocks > 0) return;
    if (block !== download.nextBlock) this.#reportSequence(download.nextBlock, block, request.moment);
    download.nextBlock = (block + 1) & 0xff;
    download.blocks++;
    download.transferredBytes += request.length - 2;
  }

  #reportSequence(expected: number, got: number, moment: Moment): void {
    const title = 'Blocks of the transfer are missing or out of order';
    const facts = { expectedBlock: expected, block: got };
    this.#log.fault({ kind: 'uds-block-sequence-error', role: 'cause', title, facts }, 'uds', moment);
  }

  #close(ending: Ending, moment: Moment): void {
    const download = this.#download;
    if (download === undefined) return;
    const isShort = download.transferredBytes < download.announcedBytes && !download.isCompressed;
    if (isShort) this.#report(ending, moment);
    else this.#log.phase('install', 'succeeded', moment);
    this.#download = undefined;
  }

  #interrupt(ending: Ending, moment: Moment): void {
    if (this.#download) this.#report(ending, moment);
  }

  /** A cut transfer is what happened; why it was cut (power, bus, refusal) stands elsewhere: a symptom. */
  #report(ending: Ending, moment: Moment, more: Record<string, string | number> = {}): void {
    const download = this.#download;
    if (download === undefined) return;
    this.#download = undefined;
    const { announcedBytes, transferredBytes, blocks } = download;
    const facts = {
      announcedBytes,
      transferredBytes,
      blocks,
      endedBy: ending,
      lastGoodService: `${hexByte(this.#lastGoodService)} ${serviceName(this.#lastGoodService)}`,
      pendingResponses: this.#pending,
      pendingMs: Math.round(this.#pendingUs / 1000),
      ...more,
    };
    const title = `A download ended by ${ending} after ${transferredBytes} of ${announcedBytes} bytes`;
    this.#log.phase('install', 'failed', moment);
    this.#log.fault({ kind: 'uds-transfer-incomplete', role: 'symptom', title, facts }, 'uds', download.moment);
  }
}

/** memorySize of `34 <dataFormat> <sizeBytes:4 addressBytes:4> <address> <size>`; 0 when the message is too short. */
export function announcedSize({ bytes, kept }: MessageHead): number {
  const sizeBytes = bytes[2] >>> 4;
  const from = 3 + (bytes[2] & 0x0f);
  if (from + sizeBytes > kept) return 0;
  let size = 0;
  for (let i = 0; i < sizeBytes; i++) size = size * 256 + bytes[from + i];
  return size;
}
