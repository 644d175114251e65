import { Flag } from '../record-batch.ts';
import { FrameTime } from './frame-time.ts';

/** CAN FD carries at most 64 bytes, classic CAN 8 (ISO 11898-1). */
export const MAX_FD_BYTES = 64;
export const MAX_CLASSIC_BYTES = 8;

/** CAN_ERR_FLAG of linux/can.h: the written id is an error class. */
const ERROR_FLAG = 0x20000000;
const ID_MASK = 0x1fffffff;

/** The frame of the line being read: one object, reused. */
export class CanFrame {
  readonly time = new FrameTime();
  busStart = 0;
  busEnd = 0;
  /** As written, error flag included. */
  writtenId = 0;
  isWrittenLong = false;
  flags = 0;
  /** Where the payload goes: room for `MAX_FD_BYTES` from `dataStart`. */
  data: Uint8Array = new Uint8Array(MAX_FD_BYTES);
  dataStart = 0;
  dataEnd = 0;
  /** End of the record, line ending excluded. */
  end = 0;

  begin(data: Uint8Array, dataStart: number): void {
    this.time.kind = 'none';
    this.flags = Flag.bodyInScratch;
    this.data = data;
    this.dataStart = dataStart;
    this.dataEnd = dataStart;
  }

  setId(value: number, digits: number): void {
    this.writtenId = value;
    this.isWrittenLong = digits === 8;
    if (digits !== 8) return;
    this.flags |= value & ERROR_FLAG ? Flag.extendedId | Flag.errorFrame : Flag.extendedId;
  }

  get id(): number {
    return this.writtenId & ID_MASK;
  }
}
