import { blf, blfContainer, blfHeader, blfObject } from '#test/support/blf-writer.ts';
import type { BenchFile } from './benchmark.ts';
import { corpus } from './corpus-files.ts';

interface Frame {
  /** Microseconds since the first. */
  us: number;
  /** As candump writes it, in hexadecimal digits. */
  id: string;
  data: string;
}

const CANDUMP_FRAME = /^\((\d+)\.(\d{6})\) \S+ ([0-9A-F]+)#([0-9A-F]*)$/;

/**
 * What a bus says all day, written as other tools would have written it. The real files of these formats say too little: the
 * only whole TRC has twelve lines, of which one is a state, one a request, and all lie far apart in time; the only long BLF
 * is of LIN, of which python-can makes no message at all.
 */
function framesOfBus(): Frame[] {
  const lines = corpus('candump/icsim_sample-can.log').toString('latin1').split('\n');
  const frames = lines.flatMap((line) => {
    const [, seconds, fraction, id, data] = CANDUMP_FRAME.exec(line) ?? [];
    return id === undefined ? [] : [{ us: Number(seconds) * 1e6 + Number(fraction), id, data }];
  });
  return frames.map((frame) => ({ ...frame, us: frame.us - frames[0].us }));
}

/** How far a round of the same frames lies behind the one before it. */
const spanOf = (frames: readonly Frame[]): number => frames[frames.length - 1].us + 1000;

/** Milliseconds with three places, and as wide as PEAK's tools write it: `      1     17535.400 DT 1      00C8 Rx -  8    09 08 `. */
function asPeak(number: number, { us, id, data }: Frame): string {
  const bytes = data.match(/../g) ?? [];
  const columns = [String(number).padStart(7), (us / 1000).toFixed(3).padStart(13), 'DT 1 '];
  const writtenId = id.padStart(id.length > 4 ? 8 : 4, '0').padStart(8);
  return `${columns.join(' ')} ${writtenId} Rx -  ${bytes.length}    ${bytes.map((byte) => `${byte} `).join('')}\n`;
}

export const TRC_OF_BUS: BenchFile = {
  name: 'corpus-bus.trc',
  write(append, megabytes) {
    const frames = framesOfBus();
    const head = ';$FILEVERSION=2.1\n;$STARTTIME=44548.6028595139\n;$COLUMNS=N,O,T,B,I,d,R,L,D\n';
    append(Buffer.from(head));
    for (let bytes = head.length, round = 0; bytes < megabytes * 1e6; round++) {
      const lines = frames.map((frame, i) =>
        asPeak(round * frames.length + i + 1, { ...frame, us: frame.us + round * spanOf(frames) }),
      );
      const body = Buffer.from(lines.join(''));
      append(body);
      bytes += body.length;
    }
  },
};

const BLF_TIME_AT = 24;
const BLF_CONTAINER_BYTES = 128 * 1024;

export const BLF_OF_BUS: BenchFile = {
  name: 'corpus-bus.blf',
  write(append, megabytes) {
    const frames = framesOfBus();
    const objects = frames.map(({ id, data }) =>
      blfObject(blf.can(Number.parseInt(id, 16), [...Buffer.from(data, 'hex')], { type: 86 })),
    );
    append(blfHeader(Date.UTC(2026, 2, 3)));
    for (let bytes = 0, round = 0; bytes < megabytes * 1e6; round++) {
      objects.forEach((object, i) => {
        const timeNs = BigInt(frames[i].us + round * spanOf(frames)) * 1000n;
        new DataView(object.buffer).setBigUint64(BLF_TIME_AT, timeNs, true);
      });
      const inner = Buffer.concat(objects);
      for (let at = 0; at < inner.length; at += BLF_CONTAINER_BYTES) {
        const container = blfContainer(inner.subarray(at, at + BLF_CONTAINER_BYTES));
        append(container);
        bytes += container.length;
      }
    }
  },
};
