import type { Moment } from '../fault-ledger.ts';
import { hexByte, nrcCode } from '../negative-response.ts';
import { readDownloadRequest } from './download-request.ts';
import { type OpenRequest, SILENCE_US } from './open-request.ts';
import type { SessionLog } from './session-log.ts';
import { Sid, serviceName } from './uds.ts';

/** One download: 0x34 … 0x36 … 0x37 (ISO 14229-1, section on upload and download). */
interface Download {
  moment: Moment;
  /** memorySize of 0x34. */
  announcedBytes: number;
  transferredBytes: number;
  blocks: number;
  /** Block sequence counter that the next 0x36 should carry: starts at 1, wraps from 0xFF to 0x00. */
  nextBlock: number;
  isCompressed: boolean;
  hasExit: boolean;
  /** Last thing the tester or the ECU said in it. */
  last: Moment;
}

/** `34 <dataFormat> <sizeBytes:4 addressBytes:4>`, and a byte at least of each (ISO 14229-1). */
const MIN_DOWNLOAD_BYTES = 5;

/** The tester repeats the request: nothing is lost. */
const BUSY_REPEAT_REQUEST = 0x21;

/** `36 <counter>` before the data; `36` alone where blocks have no counter; GMLAN has `36 <mode> <address u32>`. */
const COUNTED_HEAD_BYTES = 2;
const PLAIN_HEAD_BYTES = 1;
const GMLAN_HEAD_BYTES = 6;

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

  /** `isEchoed`: the response repeats bytes of the request, as that to a counted block does. */
  answered(request: OpenRequest, moment: Moment, isEchoed: boolean): void {
    const service = request.bytes[0];
    this.#addPending(request, moment);
    if (service === Sid.requestDownload) this.#openDownload(request, moment);
    else if (service === Sid.transferData) this.#addBlock(request, moment, isEchoed);
    else if (service === Sid.transferExit) this.#close('transfer exit', moment);
    else if (service === Sid.stopSession && this.#download?.hasExit === false) this.#endQuietly(moment);
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
    const service = bytes[0];
    if (service === Sid.requestDownload) return length >= MIN_DOWNLOAD_BYTES;
    if (service === Sid.transferData) return length > 2;
    return service === Sid.transferExit && (this.isTransferring || this.#lastGoodService === Sid.transferData);
  }

  /** `endUs` is the last time seen on the bus: a log that ends right behind a block does not show what came of it. */
  finish(endUs: number): void {
    const download = this.#download;
    if (download === undefined) return;
    const silenceUs = endUs - download.last.clockUs;
    if (silenceUs < SILENCE_US || !download.hasExit) return;
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
      ...readDownloadRequest(request),
      transferredBytes: 0,
      blocks: 0,
      nextBlock: 1,
      last: moment.held(),
    };
    this.#log.phase('install', 'started', request.moment);
  }

  #addBlock(request: OpenRequest, moment: Moment, isCounted: boolean): void {
    const download = this.#download;
    if (download === undefined) return;
    download.last = moment.held();
    if (isCounted) return void this.#addCounted(download, request);
    download.blocks++;
    const headBytes = download.hasExit ? PLAIN_HEAD_BYTES : GMLAN_HEAD_BYTES;
    download.transferredBytes += Math.max(0, request.length - headBytes);
  }

  #addCounted(download: Download, request: OpenRequest): void {
    const block = request.bytes[1];
    if (block === ((download.nextBlock + 255) & 0xff) && download.blocks > 0) return;
    if (block !== download.nextBlock) this.#reportSequence(download.nextBlock, block, request.moment);
    download.nextBlock = (block + 1) & 0xff;
    download.blocks++;
    download.transferredBytes += request.length - COUNTED_HEAD_BYTES;
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
    if (this.#download?.hasExit === false) this.#endQuietly(moment);
    else if (this.#download) this.#report(ending, moment);
  }

  /** A protocol that has no word for the end of a download: what comes next says that it is over. */
  #endQuietly(moment: Moment): void {
    if (this.#download && this.#download.blocks > 0) this.#log.phase('install', 'succeeded', moment);
    this.#download = undefined;
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
