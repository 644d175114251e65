import type { LogSource } from '#src/parsers/source-table.ts';
import type { FaultEvent } from '../../file-evidence.ts';
import { type Moment, repeatFault } from '../fault-ledger.ts';
import type { FaultText } from '../fault-text.ts';
import {
  describeRefusal,
  hexByte,
  isChangingService,
  isProbingService,
  RESPONSE_PENDING,
} from '../negative-response.ts';
import { areGmlanPair } from './addressing.ts';
import { dtcFault, readDtcs } from './dtc-response.ts';
import { FlashSession } from './flash-session.ts';
import { type OpenRequest, SILENCE_US } from './open-request.ts';
import { findMissingSoftware } from './programmed-state.ts';
import { findFailedRoutine, stepOf } from './programming-step.ts';
import type { SenderIdentity } from './sender-identity.ts';
import { SessionLog } from './session-log.ts';
import { SessionTiming } from './session-timing.ts';
import { expectsResponse, isGmlanService, type MessageHead, Sid, serviceName } from './uds.ts';

/** Pairs of related ids are proven by one exchange that fits; any two ids need three. */
const PROOF = 3;
/** Where so much more speaks for a pair than against it, what fits no question is an answer whose question was lost. */
const BEYOND_DOUBT = 8;

/** The dialogue of testers with one ECU, kept from its first exchange and reported once the pair is proven. */
export class EcuSession {
  readonly log: SessionLog;
  readonly #flash: FlashSession;
  readonly #timing = new SessionTiming();
  readonly #refusals = new Map<number, FaultEvent>();
  /** General Motors' protocol, whose refusals mean other things: by its ids, or by a service that is only its own. */
  #isGmlan: boolean;
  #abandoned: FaultEvent | undefined;
  #proof = 0;
  #contradictions = 0;

  constructor(tester: SenderIdentity, ecu: SenderIdentity, source: LogSource) {
    const ids = { requestId: idText(tester), responseId: idText(ecu) };
    this.log = new SessionLog(source.ecu, source.app, ids);
    this.#flash = new FlashSession(this.log);
    this.#isGmlan = areGmlanPair(tester.id, ecu.id) && !ecu.isDoip;
  }

  get isProven(): boolean {
    return this.#proof >= PROOF && this.#contradictions <= this.#proof;
  }

  prove(weight: number): void {
    this.#proof += weight;
  }

  contradict(): void {
    this.#contradictions++;
  }

  /** Somebody speaks to the ECU, or to all. */
  hear(clockUs: number): void {
    this.#timing.hear(clockUs);
  }

  /** The tester speaks again: what it asked before is answered or never will be. */
  leave(request: OpenRequest): void {
    if (request.isAnswered || !request.isWhole || !expectsResponse(request)) return;
    if (request.bytes[0] !== Sid.testerPresent) this.#timeout(request);
  }

  refuse(request: OpenRequest, nrc: number, moment: Moment): void {
    const service = request.bytes[0];
    this.#checkTime(request, moment);
    if (nrc === RESPONSE_PENDING) {
      request.pending++;
      request.lastPendingUs = moment.clockUs;
      if (request.pending === 1) this.#startStep(request);
      return;
    }
    request.isAnswered = true;
    this.#countRefusal(service, nrc, moment);
    this.#checkSession(service, nrc, moment);
    const step = stepOf(request);
    if (step) this.log.phase(step, 'failed', moment);
    this.#flash.refused(request, nrc, moment);
  }

  /** The request is not in the log, or was another: a refusal by an ECU that is known to speak UDS says what it says all the same. */
  takeUnasked({ bytes }: MessageHead, moment: Moment): void {
    this.contradict();
    const isRefusal = bytes[0] === Sid.negativeResponse && bytes[2] !== RESPONSE_PENDING;
    const isBeyondDoubt = this.#proof >= BEYOND_DOUBT * this.#contradictions;
    if (isRefusal && isBeyondDoubt) this.#countRefusal(bytes[1], bytes[2], moment);
  }

  /** A scan is refused a million times: the words for it are found once. */
  #countRefusal(service: number, nrc: number, moment: Moment): void {
    const key = (service << 8) | nrc;
    const known = this.#refusals.get(key);
    if (known) return void repeatFault(known, moment);
    const fault = this.log.fault(negativeResponse(service, nrc, this.#isGmlan), 'uds', moment);
    if (fault) this.#refusals.set(key, fault);
  }

  /** `isEchoed`: the response repeats bytes of the request. */
  accept(request: OpenRequest, moment: Moment, isEchoed: boolean): void {
    if (isGmlanService(request.bytes[0])) this.#isGmlan = true;
    if (!request.isAnswered) {
      this.#checkTime(request, moment);
      this.#startStep(request);
      this.#flash.answered(request, moment, isEchoed);
    }
    request.isAnswered = true;
  }

  /** A positive response is whole: its content can be read. */
  read(response: MessageHead, moment: Moment): void {
    this.#timing.read(response);
    const missingSoftware = findMissingSoftware(response);
    if (missingSoftware) this.log.fault(missingSoftware, 'uds', moment);
    const failedRoutine = findFailedRoutine(response);
    const step = stepOf(response);
    if (failedRoutine) this.log.fault(failedRoutine, 'uds', moment);
    if (step) this.log.phase(step, failedRoutine ? 'failed' : stepEnd(step), moment);
    for (const dtc of readDtcs(response)) this.log.fault(dtcFault(dtc), 'dtc', moment);
    const version = findVersion(response);
    if (version) this.log.outcome('version-seen', version, moment);
  }

  finish(request: OpenRequest | undefined, endUs: number): void {
    const sinceUs = request && endUs - latest(request);
    if (request && sinceUs !== undefined && sinceUs > SILENCE_US) this.leave(request);
    this.#flash.finish(endUs);
  }

  /** A message was announced and never continued: mostly a log without flow control or with lost frames, not a fault. */
  abandon(moment: Moment): void {
    if (this.#abandoned) return void repeatFault(this.#abandoned, moment);
    const title = 'A frame that looks like the beginning of a longer message was not continued';
    this.#abandoned = this.log.fault({ kind: 'isotp-incomplete', role: 'consequence', title }, 'can', moment);
  }

  #checkTime(request: OpenRequest, moment: Moment): void {
    const lateUs = request.isAnswered ? 0 : this.#timing.lateUs(request, moment.clockUs);
    this.hear(moment.clockUs);
    if (lateUs === 0) return;
    const facts = {
      service: hexByte(request.bytes[0]),
      name: serviceName(request.bytes[0]),
      waitedMs: Math.round(lateUs / 1000),
      promisedMs: Math.round(this.#timing.p2StarUs / 1000),
    };
    const title = `An answer to ${facts.name} came later than the ECU had promised`;
    this.log.fault({ kind: 'uds-response-late', role: 'symptom', title, facts }, 'uds', moment);
  }

  #checkSession(service: number, nrc: number, moment: Moment): void {
    const quietUs = this.#timing.lostAfterUs(nrc);
    if (quietUs === 0 || !isChangingService(service)) return;
    const facts = { quietMs: Math.round(quietUs / 1000), service: hexByte(service), nrc: hexByte(nrc) };
    const title = 'The ECU had left its session: nobody had spoken to it for longer than S3 allows';
    this.log.fault({ kind: 'uds-session-lost', role: 'cause', title, facts }, 'uds', moment);
  }

  #startStep(request: OpenRequest): void {
    const step = stepOf(request);
    if (step) this.log.phase(step, 'started', request.moment);
  }

  #timeout(request: OpenRequest): void {
    const service = request.bytes[0];
    const name = serviceName(service);
    const facts = {
      service: hexByte(service),
      name,
      pendingResponses: request.pending,
      duringTransfer: this.#flash.isTransferring ? 1 : 0,
    };
    const role = isProbingService(service) && !this.#flash.isTransferring ? 'consequence' : 'symptom';
    const title = `No response came to ${name}`;
    const code = `SID ${hexByte(service)}`;
    this.log.fault({ kind: 'uds-response-timeout', code, role, title, facts }, 'uds', request.moment);
  }
}

const latest = (request: OpenRequest): number => (request.pending > 0 ? request.lastPendingUs : request.moment.clockUs);

/** Erasing is only the begin of an installation: its good end ends nothing. */
const stepEnd = (step: string) => (step === 'install' ? 'started' : 'succeeded');

function negativeResponse(service: number, nrc: number, isGmlan: boolean): FaultText {
  const { code, name, role } = describeRefusal(nrc, service, isGmlan);
  const facts = { service: hexByte(service), serviceName: serviceName(service), nrc: hexByte(nrc), name };
  const title = `${facts.serviceName} was refused with ${code} (${name})`;
  return { kind: 'uds-negative-response', code, role, title, facts };
}

/** Software numbers and versions of ISO 14229-1 Annex C that a tester reads after an update. */
const VERSION_IDENTIFIERS = new Set([0xf188, 0xf189, 0xf194, 0xf195]);
const MAX_VERSION_CHARS = 32;

/** Printable text only: what a bus carries is not trusted. */
function findVersion({ bytes, kept }: MessageHead): string | undefined {
  if (bytes[0] !== Sid.readData + 0x40 || !VERSION_IDENTIFIERS.has((bytes[1] << 8) | bytes[2])) return undefined;
  const text = String.fromCharCode(...bytes.subarray(3, Math.min(kept, 3 + MAX_VERSION_CHARS))).replace(
    /(?<![\0 \xff])[\0 \xff]+$/,
    '',
  );
  return /^[\w.\-+/ ]{1,32}$/.test(text) ? text : undefined;
}

function idText({ id, isExtendedId, address, isDoip }: SenderIdentity): string {
  if (isDoip) return `0x${id.toString(16).toUpperCase().padStart(4, '0')}`;
  const text = `0x${id
    .toString(16)
    .toUpperCase()
    .padStart(isExtendedId ? 8 : 3, '0')}`;
  return address < 0 ? text : `${text}/${hexByte(address)}`;
}
