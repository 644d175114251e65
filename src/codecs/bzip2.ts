import bunzip from 'seek-bzip';
import { CodecError } from '#src/parsers/codecs.ts';

/** Bytes out of one, at first: what is told of the size may be anything. */
const USUAL_RATIO = 16;

/** bzip2 streams, of which ROS 1 packs chunks by default. A block is sound only as a whole: of one that is cut comes nothing. */
export function unpackBzip2(bytes: Uint8Array, isCut: boolean, maxBytes: number): Uint8Array {
  if (isCut) throw new CodecError('cut-off');
  let out = new Uint8Array(Math.min(maxBytes, bytes.length * USUAL_RATIO));
  let length = 0;
  const writeByte = (byte: number) => {
    if (length === maxBytes) throw new CodecError('damaged');
    if (length === out.length) out = grown(out, maxBytes);
    out[length++] = byte;
  };
  try {
    bunzip.decode(bytes, { writeByte }, true);
  } catch {
    throw new CodecError('damaged');
  }
  return out.subarray(0, length);
}

function grown(out: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(maxBytes, out.length * 2));
  larger.set(out);
  return larger;
}
