import { SourceCache } from '../lines/source-cache.ts';
import { openRecord } from '../packets/carried-message.ts';
import { setText } from '../packets/text-record.ts';
import { Flag, NonRecord, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { DiagnosticStatus } from './diagnostic-status.ts';
import { FieldCursor } from './field-cursor.ts';
import { LogMessage, stampOr } from './log-message.ts';
import { Content, type RosMessage } from './ros-message.ts';

/**
 * Makes records of recorded messages: lines of `/rosout`, statuses of diagnostics (one record each), texts; of all other
 * topics a record without text, so that what was recorded is counted.
 *
 * One message may hold more statuses than a batch takes: then `isOpen` stays true, and `drain` goes on in the same window.
 */
export class RosRecords {
  isOpen = false;
  readonly #sources: SourceCache;
  readonly #fields = new FieldCursor();
  readonly #log = new LogMessage();
  readonly #status = new DiagnosticStatus();
  readonly #spans = { ecuStart: 0, ecuEnd: 0, appStart: 0, appEnd: 0, contextStart: 0, contextEnd: 0 };
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the message that is open. */
  #statusesLeft = 0;
  #end = 0;
  #timeUs = Number.NaN;

  constructor(sources: SourceTable) {
    this.#sources = new SourceCache(sources);
  }

  /** The bytes of the window that comes next. */
  see(view: DataView): void {
    this.#view = view;
  }

  /** Adds a message to `out`, which must not be full; returns the place behind what was used of it. */
  append(message: RosMessage, out: RecordBatch): number {
    const { content, serialization } = message.channel;
    if (content === Content.other || serialization === undefined) return this.#appendOther(message, out);
    this.#fields.open(this.#view, message, serialization);
    const isRos1 = serialization === 'ros1';
    if (content === Content.text) return this.#appendText(message, out);
    if (content === Content.diagnostics) return this.#openArray(message, isRos1, out);
    const isLog = isRos1 ? this.#log.readRos1(this.#fields) : this.#log.readRos2(this.#fields);
    return isLog ? this.#appendLog(message, out) : this.#appendOther(message, out);
  }

  #appendLog(message: RosMessage, out: RecordBatch): number {
    const log = this.#log;
    const { start, end, timeUs } = message;
    const i = openRecord(out, { start, end, timeUs: stampOr(timeUs, log.timeUs) });
    out.level[i] = log.level;
    this.#spans.ecuStart = this.#spans.ecuEnd = 0;
    this.#spans.appStart = log.nameStart;
    this.#spans.appEnd = log.nameEnd;
    out.source[i] = this.#sources.find(out.window.bytes, this.#spans);
    out.bodyStart[i] = log.textStart;
    out.bodyEnd[i] = log.textEnd;
    return message.end;
  }

  #appendText(message: RosMessage, out: RecordBatch): number {
    const fields = this.#fields;
    fields.string();
    if (!fields.isSound) return this.#appendOther(message, out);
    const i = openRecord(out, message);
    out.source[i] = message.channel.source;
    out.bodyStart[i] = fields.textStart;
    out.bodyEnd[i] = fields.textEnd;
    return message.end;
  }

  #appendOther(message: RosMessage, out: RecordBatch): number {
    const i = openRecord(out, message);
    out.source[i] = message.channel.source;
    out.flags[i] = Flag.nonVerbose;
    out.bodyStart[i] = message.from;
    out.bodyEnd[i] = message.to;
    return message.end;
  }

  /** Header (in ROS 1 with a sequence first; stamp, frame), then the statuses. */
  #openArray(message: RosMessage, isRos1: boolean, out: RecordBatch): number {
    const fields = this.#fields;
    if (isRos1) fields.u32();
    const stampUs = fields.timeUs();
    fields.string();
    const count = fields.u32();
    if (!fields.isSound) return this.#appendOther(message, out);
    this.#timeUs = stampOr(message.timeUs, stampUs);
    this.#statusesLeft = count;
    this.#end = message.end;
    this.isOpen = true;
    out.pass(NonRecord.structure, fields.at - message.start);
    return this.drain(fields.at, out);
  }

  /** Adds the statuses of the message under way, from where the last call ended on. */
  drain(at: number, out: RecordBatch): number {
    const fields = this.#fields;
    let start = at;
    while (this.#statusesLeft > 0 && !out.isFull) {
      if (!this.#status.read(fields, out.window.bytes)) return this.#loseRest(start, out);
      this.#statusesLeft--;
      this.#appendStatus(start, out);
      start = fields.at;
    }
    if (this.#statusesLeft > 0) return start;
    this.isOpen = false;
    out.pass(NonRecord.structure, this.#end - start);
    return this.#end;
  }

  #appendStatus(start: number, out: RecordBatch): void {
    const status = this.#status;
    const i = openRecord(out, { start, end: this.#fields.at, timeUs: this.#timeUs });
    out.level[i] = status.level;
    this.#spans.ecuStart = status.hardwareStart;
    this.#spans.ecuEnd = status.hardwareEnd;
    this.#spans.appStart = status.nameStart;
    this.#spans.appEnd = status.nameEnd;
    out.source[i] = this.#sources.find(out.window.bytes, this.#spans);
    if (status.text !== undefined) setText(out, i, status.text);
    else {
      out.bodyStart[i] = status.textStart;
      out.bodyEnd[i] = status.textEnd;
    }
  }

  #loseRest(start: number, out: RecordBatch): number {
    this.isOpen = false;
    out.addGap(start, this.#end - start, 'truncated-record');
    return this.#end;
  }
}
