import { type BusFrame, MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { classOfSegment, ErrorClass, SEGMENT_MASK } from '../frames/error-class.ts';
import type { FrameSources } from '../frames/frame-sources.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { BlfObject } from './object-layout.ts';
import { ObjectType } from './object-types.ts';

const EXTENDED_ID = 0x80000000;
const ID_MASK = 0x1fffffff;

/** `flags` of CAN_MESSAGE and CAN_FD_MESSAGE. */
const TRANSMITTED = 0x01;
const REMOTE = 0x80;
const MESSAGE_BYTES = 16;

/** `fdFlags` of CAN_FD_MESSAGE, behind bit counts. */
const FD_FORMAT = 0x01;
const FD_FLAGS_AT = 13;
const FD_VALID_AT = 14;
const FD_DATA_AT = 20;

/** CAN_FD_MESSAGE_64 */
const FD64_FLAGS_AT = 12;
const FD64_DIRECTION_AT = 34;
const FD64_EXTENSION_AT = 35;
const FD64_DATA_AT = 40;
const FD64_REMOTE = 0x0010;
const FD64_FORMAT = 0x1000;

/** CAN frames; the payload stays where it lies. Layouts: Technica-Engineering/vector_blf, python-can blf.py. */
export class CanObjects {
  readonly #sources: FrameSources;

  constructor(sources: FrameSources) {
    this.#sources = sources;
  }

  /** channel u16, flags u8, dlc u8, id u32, 8 bytes */
  readMessage(view: DataView, { dataAt, end }: BlfObject, frame: BusFrame): boolean {
    if (dataAt + MESSAGE_BYTES > end) return false;
    const flags = view.getUint8(dataAt + 2);
    if (flags & TRANSMITTED) frame.flags |= Flag.transmitted;
    const length = flags & REMOTE ? 0 : Math.min(view.getUint8(dataAt + 3), MAX_CLASSIC_BYTES);
    if (flags & REMOTE) frame.flags |= Flag.remote;
    frame.bodyStart = dataAt + 8;
    frame.bodyEnd = dataAt + 8 + length;
    this.#setSender(view.getUint16(dataAt, true), view.getUint32(dataAt + 4, true), frame);
    return true;
  }

  /** channel u16, flags u8, dlc u8, id u32, length u32, bits u8, fdFlags u8, valid u8, 5 reserved, 64 bytes */
  readFdMessage(view: DataView, { dataAt, end }: BlfObject, frame: BusFrame): boolean {
    if (dataAt + FD_DATA_AT > end) return false;
    const flags = view.getUint8(dataAt + 2);
    const isFd = (view.getUint8(dataAt + FD_FLAGS_AT) & FD_FORMAT) !== 0;
    const valid = Math.min(view.getUint8(dataAt + FD_VALID_AT), MAX_FD_BYTES);
    if (flags & TRANSMITTED) frame.flags |= Flag.transmitted;
    if (dataAt + FD_DATA_AT + valid > end) return false;
    this.#setBody(dataAt + FD_DATA_AT, valid, frame, { isFd, isRemote: (flags & REMOTE) !== 0 });
    this.#setSender(view.getUint16(dataAt, true), view.getUint32(dataAt + 4, true), frame);
    return true;
  }

  /**
   * channel u8, dlc u8, valid u8, txCount u8, id u32, length u32, flags u32, 4 x u32, bits u16, dir u8, offset of the
   * extension u8, crc u32, data. The data may be shorter than `valid` says: the rest is zeros, as Vector's own tools take it.
   */
  readFdMessage64(view: DataView, object: BlfObject, frame: BusFrame, out: RecordBatch): boolean {
    const { at, dataAt, end } = object;
    if (dataAt + FD64_DATA_AT > end) return false;
    const flags = view.getUint32(dataAt + FD64_FLAGS_AT, true);
    const extension = view.getUint8(dataAt + FD64_EXTENSION_AT);
    const valid = Math.min(view.getUint8(dataAt + 2), MAX_FD_BYTES);
    const dataEnd = extension === 0 ? end : Math.min(at + extension, end);
    const there = Math.min(valid, Math.max(0, dataEnd - dataAt - FD64_DATA_AT));
    if (view.getUint8(dataAt + FD64_DIRECTION_AT) !== 0) frame.flags |= Flag.transmitted;
    const form = { isFd: (flags & FD64_FORMAT) !== 0, isRemote: (flags & FD64_REMOTE) !== 0 };
    this.#setBody(dataAt + FD64_DATA_AT, there, frame, form);
    if (there < valid && !(frame.flags & Flag.remote)) padBody(view, valid, frame, out);
    this.#setSender(view.getUint8(dataAt), view.getUint32(dataAt + 4, true), frame);
    return true;
  }

  /** CAN_ERROR and CAN_ERROR_EXT begin with the channel as u16, CAN_FD_ERROR_64 as u8. */
  readError(view: DataView, { type, dataAt, end }: BlfObject, frame: BusFrame): boolean {
    if (dataAt + 4 > end) return false;
    const isLong = type === ObjectType.canFdError64;
    const channel = isLong ? view.getUint8(dataAt) : view.getUint16(dataAt, true);
    frame.flags |= isLong ? Flag.errorFrame | Flag.fd : Flag.errorFrame;
    if (type === ObjectType.canErrorExt) frame.id = errorClassOf(view, dataAt, end);
    frame.bodyStart = frame.bodyEnd = dataAt;
    frame.source = this.#sources.errorSourceOf(this.#sources.channel(Network.can, channel));
    return true;
  }

  /** CAN FD has no remote frames: the bit says nothing beside its format. */
  #setBody(at: number, length: number, frame: BusFrame, form: { isFd: boolean; isRemote: boolean }): void {
    const isRemote = form.isRemote && !form.isFd;
    if (form.isFd) frame.flags |= Flag.fd;
    if (isRemote) frame.flags |= Flag.remote;
    frame.bodyStart = at;
    frame.bodyEnd = isRemote ? at : at + length;
  }

  #setSender(channel: number, writtenId: number, frame: BusFrame): void {
    const isExtended = (writtenId & EXTENDED_ID) !== 0;
    if (isExtended) frame.flags |= Flag.extendedId;
    frame.id = writtenId & ID_MASK;
    frame.source = this.#sources.sourceOf(this.#sources.channel(Network.can, channel), frame.id, isExtended);
  }
}

function padBody(view: DataView, length: number, frame: BusFrame, out: RecordBatch): void {
  const at = out.reserveScratch(length);
  for (let i = 0; i < length; i++) {
    const from = frame.bodyStart + i;
    out.scratch[at + i] = from < frame.bodyEnd ? view.getUint8(from) : 0;
  }
  frame.flags |= Flag.bodyInScratch;
  frame.bodyStart = at;
  frame.bodyEnd = at + length;
}

/** channel u16, length u16, flags u32 (lowest bit: what follows is the capture of an SJA1000), capture u8. */
function errorClassOf(view: DataView, dataAt: number, end: number): number {
  const hasCapture = dataAt + 9 <= end && (view.getUint32(dataAt + 4, true) & 1) !== 0;
  return hasCapture ? classOfSegment(view.getUint8(dataAt + 8) & SEGMENT_MASK) : ErrorClass.unknown;
}
