import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { tarOf, zipEntry, zipOf } from '#test/support/archives.ts';
import { canLog } from '#test/support/can-log.ts';
import { cpuMs } from '#test/support/cpu-time.ts';
import { chunksOf, readBytes, readStream } from '#test/support/read-log.ts';

const MiB = 1 << 20;
const log = canLog(100);
const sentences = async (bytes: Uint8Array) => (await readBytes(bytes)).failed.map(({ message }) => message);

/** Same bytes every run. */
function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

describe('the user reads', () => {
  it('that a file is empty', async () => {
    expect(await sentences(new Uint8Array(0))).toEqual(['The file is empty (0 bytes of log).']);
  });

  it('that a file holds zeros only', async () => {
    const [sentence] = await sentences(new Uint8Array(3 * MiB));
    expect(sentence).toMatch(/^The file begins with zeros only: nothing of a log is in them\.$/);
  });

  it('that a file is a copy of erased flash', async () => {
    const [sentence] = await sentences(new Uint8Array(3 * MiB).fill(0xff));
    expect(sentence).toBe('The file begins with bytes FF only, as erased flash does: nothing of a log is in them.');
  });

  it('how random bytes begin', async () => {
    const [sentence] = await sentences(noise(MiB));
    expect(sentence).toMatch(/^No known log format: the file begins with the bytes( [0-9A-F]{2}){8}\.$/);
  });

  it.each([
    ['a RAR archive', 'Rar!\x1a\x07\x01\0'],
    ['an SQLite database', 'SQLite format 3\0\x10\0'],
  ])('that it is %s, when it is', async (name, magic) => {
    const [sentence] = await sentences(Buffer.concat([Buffer.from(magic, 'latin1'), new Uint8Array(100)]));
    expect(sentence).toContain(`This is ${name}, which Argus does not read.`);
  });

  it.each([
    ['a PNG image', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['a film or picture (MP4, HEIF)', '\0\0\0\x18ftypmp42'],
  ])('that %s is no log', async (name, magic) => {
    const { failed } = await readBytes(Buffer.concat([Buffer.from(magic, 'latin1'), new Uint8Array(100)]));
    expect(failed).toMatchObject([{ fault: 'not-a-log', message: `This is ${name}, not a log.` }]);
  });

  it('how to export a binary journal, which only systemd reads', async () => {
    const [sentence] = await sentences(Buffer.concat([Buffer.from('LPKSHHRH'), new Uint8Array(200)]));
    expect(sentence).toContain('This is a binary journal of systemd, which Argus does not read. Export it');
    expect(sentence).toContain('journalctl --file FILE -o export > journal.export.');
  });

  it('nothing about a wrong name, for only content counts', async () => {
    const { streams, failed } = await readBytes(
      zipOf({ name: 'photo.jpg', data: log }, { name: 'no-extension', data: log }),
    );
    expect(failed).toEqual([]);
    expect(streams.map(({ format }) => format)).toEqual(['candump', 'candump']);
  });
});

describe('a bomb', () => {
  /** 4 MB of one log line, deflated about 200:1. */
  const repeated = Buffer.concat(Array.from({ length: 400 }, () => canLog(1))).toString('latin1');
  const page = Buffer.from(repeated.repeat(250));

  it('of gzip in gzip in gzip is stopped by its ratio, soon', async () => {
    const inner = gzipSync(gzipSync(Buffer.alloc(8 * MiB, '(1696758378.547717) can0 0F7#01FD\n')));
    const members = Buffer.concat(Array.from({ length: 100 }, () => inner));
    const bomb = gzipSync(members);
    let failed: { fault: string; message: string }[] = [];
    const ms = await cpuMs(async () => {
      failed = (await readBytes(bomb, { keepRecords: false })).failed;
    });
    expect(failed.at(-1)?.message).toBe(
      'The file expands more than 1,100-fold, which no log does; the rest was not read.',
    );
    expect(failed.at(-1)?.fault).toBe('over-limit');
    expect(ms).toBeLessThan(3000);
  });

  it('that is only a well-packed log passes: deflate cannot reach the limit', async () => {
    const { streams, failed } = await readBytes(gzipSync(page));
    expect(failed).toEqual([]);
    expect(streams[0].records).toHaveLength(100_000);
  });

  it('that is flat and large ends at the limit of bytes', async () => {
    const limits = { ...DEFAULT_LIMITS, maxExpandedBytes: 2 ** 20 };
    const { streams, failed } = await readBytes(zipOf({ name: 'a.log', data: page }), { limits });
    expect(failed).toMatchObject([{ member: 'a.log', fault: 'over-limit' }]);
    expect(failed[0].message).toMatch(/^The file expands to more than .* GiB; the rest was not read\.$/);
    expect(streams[0].streamBytes).toBeLessThanOrEqual(limits.maxExpandedBytes);
  });

  it('of many entries ends at the limit of entries', async () => {
    const entries = Array.from({ length: 10_001 }, (_, i) =>
      zipEntry({ name: `${i}`, data: new Uint8Array(0), method: 0 }),
    );
    const { failed } = await readBytes(Buffer.concat([...entries.flat(), zipOf({ name: 'a.log', data: log })]));
    expect(failed).toMatchObject([
      { fault: 'over-limit', message: 'The archive has more than 10,000 entries; the rest was not read.' },
    ]);
  });

  it('of many empty gzip members ends at the limit of parts', async () => {
    const empty = gzipSync(Buffer.concat(Array.from({ length: 200 }, () => gzipSync(''))));
    const { failed } = await readBytes(empty, { limits: { ...DEFAULT_LIMITS, freeParts: 100 } });
    expect(failed.at(-1)?.message).toBe(
      'The file is made of more than 101 compressed parts, mostly empty ones; not read further.',
    );
  });

  it('of nested archives ends at the fourth, and its neighbours are read', async () => {
    const nested = zipOf({
      name: 'in.tar.gz',
      data: gzipSync(tarOf({ name: 'deep.zip', data: zipOf({ name: 'x', data: log }) })),
    });
    const { streams, failed } = await readBytes(zipOf({ name: 'a.zip', data: nested }, { name: 'a.log', data: log }));
    expect(failed).toMatchObject([
      {
        member: 'a.zip/in.tar.gz',
        fault: 'over-limit',
        message: 'A tar lies inside more than 3 containers; unpack it first.',
      },
    ]);
    expect(streams.map(({ member }) => member)).toEqual(['a.log']);
  });

  it('of empty zstd blocks costs no time per block', async () => {
    const blocks = Buffer.alloc(3 * 300_000);
    const frame = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x58]), blocks, Buffer.from([1, 0, 0])]);
    const { failed } = await readBytes(frame);
    expect(failed).toMatchObject([{ fault: 'empty-file' }]);
  });
});

describe('any bytes', () => {
  const samples = [
    zipOf({ name: 'a.log', data: log }, { name: 'b.log', data: log, descriptor: 'short' }),
    tarOf({ name: 'a.log', data: log }),
    gzipSync(tarOf({ name: 'a.log', data: log })),
    zstdCompressSync(log),
    gzipSync(log),
    Buffer.concat([deflateRawSync(log)]),
  ];

  it('behind a magic number end in records or a sentence, never in a crash', async () => {
    const magics = ['PK\x03\x04', '\x1f\x8b\x08\0', '\x28\xb5\x2f\xfd', 'DLT\x01', 'LOGG', '\xff\xfe', '\xfe\xff'];
    for (const [seed, magic] of magics.entries()) {
      const bytes = Buffer.concat([Buffer.from(magic, 'latin1'), noise(20_000, seed)]);
      const { streams, failed } = await readBytes(bytes);
      expect(streams.length + failed.length).toBeGreaterThan(0);
      for (const { message } of failed) expect(message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('with any byte flipped end in records or a sentence, never in a crash', async () => {
    for (const sample of samples) {
      for (let at = 0; at < sample.length; at += 1 + Math.floor(sample.length / 40)) {
        const flipped = Uint8Array.from(sample);
        flipped[at] ^= 0x5a;
        const { streams, failed } = await readStream(chunksOf(flipped, () => 1000));
        expect(streams.length + failed.length).toBeGreaterThan(0);
      }
    }
  });
});
