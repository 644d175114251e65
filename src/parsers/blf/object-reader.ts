import { BusFrame } from '../frames/bus-frame.ts';
import { EventSources } from '../frames/event-sources.ts';
import { type FrameSources, NO_CHANNEL } from '../frames/frame-sources.ts';
import { Flag, Kind, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { CanObjects } from './can-objects.ts';
import { EthernetObjects } from './ethernet-objects.ts';
import { LinObjects } from './lin-objects.ts';
import { type BlfObject, FLAGS_AT, TEN_MICROSECONDS, TIMED_HEADER_BYTES, TIMESTAMP_AT } from './object-layout.ts';
import { kindOfType, ObjectType, TYPE_NAMES } from './object-types.ts';
import { TextObjects } from './text-objects.ts';

/** Turns objects into frames, events and counted others. */
export class ObjectReader {
  readonly frame = new BusFrame();
  /** Start of the measurement by the logger's clock, local time taken for UTC; NaN when the header tells none. */
  startUs = Number.NaN;
  readonly #eventSources: EventSources;
  readonly #can: CanObjects;
  readonly #lin: LinObjects;
  readonly #ethernet: EthernetObjects;
  readonly #texts: TextObjects;

  constructor(sources: FrameSources, table: SourceTable) {
    this.#eventSources = new EventSources(TYPE_NAMES, sources, table);
    this.#can = new CanObjects(sources);
    this.#lin = new LinObjects(sources);
    this.#ethernet = new EthernetObjects(sources);
    this.#texts = new TextObjects(this.#eventSources);
  }

  /** Fills `frame`; false when the object is too short to be what it says. */
  read(view: DataView, object: BlfObject, out: RecordBatch): boolean {
    const { frame } = this;
    frame.clear();
    if (object.dataAt > object.end) return false;
    if (object.dataAt - object.at >= TIMED_HEADER_BYTES) this.#readTime(view, object.at);
    return this.#readContent(view, object, out);
  }

  #readContent(view: DataView, object: BlfObject, out: RecordBatch): boolean {
    const { frame } = this;
    switch (object.type) {
      case ObjectType.canMessage:
      case ObjectType.canMessage2:
        return this.#can.readMessage(view, object, frame);
      case ObjectType.canFdMessage:
        return this.#can.readFdMessage(view, object, frame);
      case ObjectType.canFdMessage64:
        return this.#can.readFdMessage64(view, object, frame, out);
      case ObjectType.canError:
      case ObjectType.canErrorExt:
      case ObjectType.canFdError64:
        return this.#can.readError(view, object, frame);
      case ObjectType.linMessage:
      case ObjectType.linMessage2:
        return this.#lin.read(view, object, frame);
      case ObjectType.ethernetFrame:
        return this.#ethernet.readFrame(view, object, frame, out);
      case ObjectType.ethernetFrameEx:
      case ObjectType.ethernetFrameForwarded:
      case ObjectType.ethernetErrorEx:
      case ObjectType.ethernetErrorForwarded:
        return this.#ethernet.readFrameEx(view, object, frame);
      case ObjectType.ethernetRxError:
        return this.#ethernet.readRxError(view, object, frame);
      default:
        return this.#texts.read(view, object, frame, out) ?? this.#count(object);
    }
  }

  /** What is not read is counted under the name of its type; its bytes are no text. */
  #count({ type, dataAt }: BlfObject): true {
    const { frame } = this;
    frame.kind = Kind.control;
    frame.flags |= Flag.nonVerbose;
    frame.id = type;
    frame.source = this.#eventSources.sourceOf(NO_CHANNEL, kindOfType(type));
    frame.bodyStart = frame.bodyEnd = dataAt;
    return true;
  }

  /** Metadata before the measurement has neither flags nor time. */
  #readTime(view: DataView, at: number): void {
    const flags = view.getUint32(at + FLAGS_AT, true);
    const ticks = view.getUint32(at + TIMESTAMP_AT, true) + view.getUint32(at + TIMESTAMP_AT + 4, true) * 2 ** 32;
    if (flags === 0 && ticks === 0) return;
    const us = flags === TEN_MICROSECONDS ? ticks * 10 : Math.floor(ticks / 1000);
    if (Number.isNaN(this.startUs)) this.frame.uptimeUs = us;
    else {
      this.frame.timeUs = this.startUs + us;
      this.frame.flags = Flag.timeInferred;
    }
  }
}
