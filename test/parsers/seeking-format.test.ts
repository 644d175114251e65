import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { type ByteSource, memorySource } from '#src/parsers/byte-source.ts';
import { type LogFormat, ParseError, type SeekingFormat } from '#src/parsers/log-format.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import { chunksOf, readBytes, readStream } from '#test/support/read-log.ts';

/** `BACK`, then records of four bytes that are read last to first. */
const backwards: SeekingFormat = {
  name: 'backwards',
  version: 1,
  sniff: (head) => (new TextDecoder().decode(head.subarray(0, 4)) === 'BACK' ? 1 : 0),
  async *readFile({ source }, out) {
    let place = 0;
    for (let offset = source.size - 4; offset >= 4; offset -= 4) {
      const bytes = await source.read(offset, 4);
      out.reset({ bytes, end: bytes.length, offset: place, isLast: offset === 4 });
      place += bytes.length;
      addRecord(out, 0, bytes.length);
      yield;
      if (bytes[0] === 0x21) throw new ParseError('unsupported-version', 'The recording says no more.', offset);
    }
  },
};

function addRecord(out: RecordBatch, start: number, end: number): void {
  const i = out.count++;
  out.kind[i] = Kind.message;
  out.flags[i] = 0;
  out.start[i] = out.bodyStart[i] = start;
  out.end[i] = out.bodyEnd[i] = end;
  out.timeUs[i] = out.uptimeUs[i] = Number.NaN;
  out.source[i] = 0;
}

const file = Buffer.from('BACKaaaabbbbcccc');
const textsOf = (records: { text: string }[]) => records.map(({ text }) => text);

describe('a format that reads from anywhere', () => {
  it('reads the stored file where it lies and leaves the stream alone', async () => {
    let streamed = 0;
    const reads: number[] = [];
    const whole = memorySource(file);
    const source: ByteSource = {
      size: file.length,
      read: (offset, length) => {
        reads.push(offset);
        return whole.read(offset, length);
      },
    };
    const stream = (async function* () {
      for await (const chunk of chunksOf(Buffer.concat([file, new Uint8Array(1 << 20)]), () => 1 << 16)) {
        streamed += chunk.length;
        yield chunk;
      }
    })();
    const { streams, failed } = await readStream(stream, { formats: [backwards], source });
    expect(failed).toEqual([]);
    expect(textsOf(streams[0].records)).toEqual(['cccc', 'bbbb', 'aaaa']);
    expect(streams[0]).toMatchObject({ streamBytes: 12, records: [{ offset: 0 }, { offset: 4 }, { offset: 8 }] });
    expect(reads).toEqual([12, 8, 4]);
    expect(streamed).toBeLessThan(1 << 18);
  });

  it('is held in memory inside a container, whatever the stored file is', async () => {
    const packed = gzipSync(file);
    const options = { formats: [backwards], source: memorySource(packed) };
    const { streams } = await readStream(
      chunksOf(packed, () => 3),
      options,
    );
    expect(textsOf(streams[0].records)).toEqual(['cccc', 'bbbb', 'aaaa']);
  });

  it('is refused inside a container when it is too large to hold', async () => {
    const limits = { ...DEFAULT_LIMITS, maxHeldBytes: 1 << 20 };
    const packed = gzipSync(Buffer.concat([file, new Uint8Array(1 << 20)]));
    const { failed } = await readBytes(packed, { formats: [backwards], limits });
    expect(failed).toMatchObject([
      { fault: 'over-limit', message: 'A packed backwards recording of more than 1 MiB is not read; unpack it first.' },
    ]);
  });

  it('keeps what came before the place where nothing more can be read', async () => {
    const { streams, failed } = await readBytes(Buffer.from('BACKaaaa!bbbcccc'), { formats: [backwards] });
    expect(textsOf(streams[0].records)).toEqual(['cccc', '!bbb']);
    expect(failed).toMatchObject([{ fault: 'unsupported-version', offset: 8 }]);
  });
});

/** `PACK`, then pieces: one byte of length and a zlib stream of so many bytes. One record per byte in them. */
const packed: LogFormat = {
  name: 'packed',
  version: 1,
  sniff: (head) => (new TextDecoder().decode(head.subarray(0, 4)) === 'PACK' ? 1 : 0),
  async *unpack({ cursor, codecs, budget }) {
    await cursor.skip(4);
    for (;;) {
      const held = await cursor.peek(256);
      if (held.length === 0) return;
      const bytes = codecs.inflate(held.subarray(1, 1 + held[0]), 64);
      budget.addExpanded(bytes.length);
      await cursor.skip(1 + held[0]);
      yield bytes;
    }
  },
  createDecoder: () => ({
    decode: (window, at, out) => {
      let p = at;
      for (; p + 3 <= window.end && !out.isFull; p += 3) addRecord(out, p, p + 3);
      return p;
    },
  }),
};

describe('a format with compressed pieces', () => {
  const pieces = ['aaab', 'bbcc', 'cddd'].map((text) => deflateSync(text));
  const bytes = Buffer.concat([
    Buffer.from('PACK'),
    ...pieces.flatMap((piece) => [Buffer.from([piece.length]), piece]),
  ]);

  it('gives records that go from one piece into the next, placed in what was unpacked', async () => {
    const { streams } = await readBytes(bytes, { formats: [packed], chunkBytes: 5 });
    expect(textsOf(streams[0].records)).toEqual(['aaa', 'bbb', 'ccc', 'ddd']);
    expect(streams[0]).toMatchObject({ streamBytes: 12, records: [{ offset: 0 }, {}, {}, { offset: 9, length: 3 }] });
  });

  it('counts what comes out against the limits', async () => {
    const limits = { ...DEFAULT_LIMITS, maxExpandedBytes: 5 };
    const { streams, failed } = await readBytes(bytes, { formats: [packed], limits });
    expect(textsOf(streams[0].records)).toEqual(['aaa']);
    expect(failed).toMatchObject([{ fault: 'over-limit' }]);
  });

  it.each([1, 3, 4000, 5000, 70_000])('gives the same whatever its pieces hold: %i bytes', async (length) => {
    const whole = Uint8Array.from({ length: 90_000 }, (_, i) => 0x61 + (i % 23));
    async function* unpack() {
      for (let at = 0; at < whole.length; at += length) yield whole.slice(at, at + length);
    }
    const format = { ...packed, unpack };
    const { streams } = await readBytes(Buffer.from('PACK'), { formats: [format] });
    expect(streams[0].records.map(({ offset }) => offset)).toEqual(Array.from({ length: 30_000 }, (_, n) => 3 * n));
    expect(textsOf(streams[0].records).join('')).toBe(Buffer.from(whole).toString());
  });

  it('gives the memory of a large piece back, and leaves small ones, which may share theirs', () => {
    const large = nodeCodecs.inflate(deflateSync(new Uint8Array(100_000)), 100_000);
    // It cannot be as large as it tells: then Node makes room for it, with others.
    const small = nodeCodecs.inflate(deflateSync(new Uint8Array(1000)), 100_000);
    nodeCodecs.release(large);
    nodeCodecs.release(small);
    expect([large.length, small.length]).toEqual([0, 1000]);
  });

  it('is never inflated beyond the size that was told', () => {
    const bomb = deflateSync(new Uint8Array(1 << 20));
    expect(() => nodeCodecs.inflate(bomb, 1000)).toThrow('damaged');
    expect(nodeCodecs.inflate(deflateSync(Buffer.from('short')), 1000)).toHaveLength(5);
  });
});
