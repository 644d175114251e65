import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { type Decoder, type LogFormat, MAX_RECORD_BYTES } from '#src/parsers/log-format.ts';
import { readLog } from '#src/parsers/log-reader.ts';
import { BATCH_CAPACITY, Kind } from '#src/parsers/record-batch.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { readBytes, readStream } from '#test/support/read-log.ts';

const formatOf = (name: string, score: number, decode: Decoder['decode']): LogFormat => ({
  name,
  version: 1,
  sniff: () => score,
  createDecoder: () => ({ decode }),
});

/** One record per byte. */
const bytewise = formatOf('bytewise', 1, (window, at, out) => {
  let p = at;
  for (; p < window.end && !out.isFull; p++) {
    const i = out.count++;
    out.kind[i] = Kind.message;
    out.flags[i] = 0;
    out.start[i] = out.bodyStart[i] = p;
    out.end[i] = out.bodyEnd[i] = p + 1;
    out.timeUs[i] = out.uptimeUs[i] = Number.NaN;
    out.source[i] = 0;
  }
  return p;
});

describe('the log reader', () => {
  it('gives every byte of a file of many batches to the decoder once', async () => {
    const bytes = new Uint8Array(3 * BATCH_CAPACITY + 5).fill(0x41);
    const { streams } = await readBytes(bytes, { formats: [bytewise], chunkBytes: 1000 });
    expect(streams[0].records.map(({ offset }) => offset)).toEqual(Array.from(bytes, (_, i) => i));
    expect(streams[0].streamBytes).toBe(bytes.length);
  });

  it('turns what a standing decoder leaves into a gap and never waits for it', async () => {
    for (const decode of [(_: unknown, at: number) => at, () => -1, () => Number.MAX_SAFE_INTEGER, () => 0]) {
      const { streams } = await readBytes(new Uint8Array(5 << 20), { formats: [formatOf('stuck', 1, decode)] });
      const skipped = streams[0].gaps.reduce((sum, { length }) => sum + length, 0);
      expect([0, 5 << 20]).toContain(skipped);
      expect(streams[0].streamBytes).toBe(5 << 20);
    }
  });

  it('survives a decoder that fills batches without using a byte', async () => {
    const greedy = formatOf('greedy', 1, (_, at, out) => {
      out.count = BATCH_CAPACITY;
      return at;
    });
    let batches = 0;
    const visitor = { open: () => ({ records: () => void batches++, end: () => {} }), failed: () => {} };
    async function* zeros() {
      yield new Uint8Array(10 << 20);
    }
    await readLog({ stream: zeros(), codecs: nodeCodecs, referenceTimeUs: 0, formats: [greedy] }, visitor);
    expect(batches).toBeLessThan(100);
  });

  it('gives a decoder that asks for more up to a whole record more, and no more than its window', async () => {
    let most = 0;
    const patient = formatOf('patient', 1, (window, at) => {
      most = Math.max(most, window.end - at);
      return window.isLast || window.end - at >= MAX_RECORD_BYTES ? window.end : at;
    });
    const { streams } = await readBytes(new Uint8Array(4 << 20), { formats: [patient], chunkBytes: 777 });
    expect(streams[0].gaps).toEqual([]);
    expect(most).toBeGreaterThanOrEqual(MAX_RECORD_BYTES);
    expect(most).toBeLessThan(2 << 20);
  });

  it('waits for a sink that writes more slowly than the reader reads', async () => {
    let open = 0;
    let most = 0;
    const records = async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
    };
    async function* file() {
      yield new Uint8Array(5 * BATCH_CAPACITY);
    }
    const visitor = { open: () => ({ records, end: () => {} }), failed: () => {} };
    await readLog({ stream: file(), codecs: nodeCodecs, referenceTimeUs: 0, formats: [bytewise] }, visitor);
    expect(most).toBe(1);
  });

  it('rejects when the stream itself fails, for that is no fault of the file', async () => {
    async function* broken() {
      yield new Uint8Array(10);
      throw new TypeError('connection reset');
    }
    await expect(readStream(broken(), { formats: [bytewise] })).rejects.toThrow('connection reset');
  });

  it('lets a stream go that nobody wants', async () => {
    let isReleased = false;
    async function* file() {
      try {
        for (;;) yield new Uint8Array(1 << 20);
      } finally {
        isReleased = true;
      }
    }
    const input = { stream: file(), codecs: nodeCodecs, referenceTimeUs: 0, formats: [bytewise] };
    await readLog(input, { open: () => null, failed: () => {} });
    expect(isReleased).toBe(true);
  });
});

describe('recognition by content', () => {
  const never = () => 0;
  const [low, high, zero] = [formatOf('low', 0.1, never), formatOf('high', 0.9, never), formatOf('zero', 0, never)];

  it('takes the format that fits best, and on a tie the earlier one', () => {
    expect(findFormat(new Uint8Array(1), [low, high, zero])).toBe(high);
    expect(findFormat(new Uint8Array(1), [low, formatOf('other', 0.1, never)])).toBe(low);
    expect(findFormat(new Uint8Array(1), [zero])).toBeUndefined();
  });

  it('takes no document or picture for text, even where it reads like it', async () => {
    const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n');
    expect((await readBytes(pdf)).failed).toMatchObject([{ fault: 'not-a-log' }]);
    for (const line of ['LOGGER started\n', 'RIFF reader started\n'])
      expect((await readBytes(Buffer.from(line))).streams).toMatchObject([{ format: 'text' }]);
  });
});

describe('text with a byte order mark', () => {
  const line = '(1696758378.547717) can0 0F7#01FD\n';

  it('counts the mark of UTF-8 in offsets and keeps it out of the record', async () => {
    const { streams } = await readBytes(new TextEncoder().encode(`\uFEFF${line}`));
    expect(streams[0]).toMatchObject({ gaps: [], records: [{ offset: 3, text: '0F7#01FD' }] });
  });

  it.each(['le', 'be'])('reads UTF-16%s as UTF-8, in any chunks', async (order) => {
    const bytes = Buffer.from(`\uFEFF${line.repeat(3)}`, 'utf16le');
    if (order === 'be') bytes.swap16();
    const { streams } = await readBytes(bytes, { chunkBytes: 3 });
    expect(streams[0].gaps).toEqual([]);
    expect(streams[0].records.map(({ offset }) => offset)).toEqual([0, line.length, 2 * line.length]);
  });
});
