import { type BusFrame, MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import type { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { BlfObject } from './object-layout.ts';
import { ObjectType } from './object-types.ts';

/** Places behind the object header (Technica-Engineering/vector_blf LinMessage.h, LinMessage2.h and what they build on). */
interface LinLayout {
  channel: number;
  id: number;
  length: number;
  data: number;
  direction: number;
}

/** channel u16, id u8, dlc u8, 8 bytes, 4 times u8, crc u16, dir u8 */
const LIN_MESSAGE: LinLayout = { channel: 0, id: 2, length: 3, data: 4, direction: 18 };
/** sof u64, baudrate u32, channel u16, 2, break u64, delimiter u64, 4, nad u8, id u8, dlc u8, 1, 9 times u64, 8 bytes, crc u16, dir u8 */
const LIN_MESSAGE2: LinLayout = { channel: 12, id: 37, length: 38, data: 112, direction: 122 };

const ID_MASK = 0x3f;

export class LinObjects {
  readonly #sources: FrameSources;

  constructor(sources: FrameSources) {
    this.#sources = sources;
  }

  read(view: DataView, { type, dataAt, end }: BlfObject, frame: BusFrame): boolean {
    const layout = type === ObjectType.linMessage ? LIN_MESSAGE : LIN_MESSAGE2;
    if (dataAt + layout.direction >= end) return false;
    const channel = view.getUint16(dataAt + layout.channel, true);
    frame.id = view.getUint8(dataAt + layout.id) & ID_MASK;
    frame.source = this.#sources.sourceOf(this.#sources.channel(Network.lin, channel), frame.id, false);
    frame.bodyStart = dataAt + layout.data;
    frame.bodyEnd = frame.bodyStart + Math.min(view.getUint8(dataAt + layout.length), MAX_CLASSIC_BYTES);
    if (view.getUint8(dataAt + layout.direction) !== 0) frame.flags |= Flag.transmitted;
    return true;
  }
}
