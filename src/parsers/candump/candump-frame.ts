import { LineFrame } from '../frames/frame-line-decoder.ts';
import { Flag } from '../record-batch.ts';
import { FrameTime } from './frame-time.ts';

/** CAN_ERR_FLAG of linux/can.h: the written id is an error class. */
const ERROR_FLAG = 0x20000000;
const ID_MASK = 0x1fffffff;

/** A frame as candump writes it. */
export class CandumpFrame extends LineFrame {
  readonly time = new FrameTime();
  busStart = 0;
  busEnd = 0;
  /** As written, error flag included. */
  writtenId = 0;

  override clear(): void {
    super.clear();
    this.time.kind = 'none';
  }

  setId(value: number, digits: number): void {
    this.writtenId = value;
    this.id = value & ID_MASK;
    if (digits !== 8) return;
    this.flags |= value & ERROR_FLAG ? Flag.extendedId | Flag.errorFrame : Flag.extendedId;
  }
}
