import bunzip from 'seek-bzip';
import { CodecError } from '#src/parsers/codecs.ts';

/** bzip2 streams, of which ROS 1 packs chunks by default. A block is sound only as a whole: of one that is cut comes nothing. */
export function unpackBzip2(bytes: Uint8Array, isCut: boolean, maxBytes: number): Uint8Array {
  if (isCut) throw new CodecError('cut-off');
  const out = new Uint8Array(maxBytes);
  let length = 0;
  const writeByte = (byte: number) => {
    if (length === maxBytes) throw new CodecError('damaged');
    out[length++] = byte;
  };
  try {
    bunzip.decode(bytes, { writeByte }, true);
  } catch {
    throw new CodecError('damaged');
  }
  return out.subarray(0, length);
}
