import { constants, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { canLog } from '#test/support/can-log.ts';
import { readBytes } from '#test/support/read-log.ts';

const log = canLog(20_000);
const packed = zstdCompressSync(log, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const plain = (await readBytes(log)).streams[0];
const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]);

describe('a zstd file', () => {
  it('gives the records and offsets of the log inside', async () => {
    const { streams, failed } = await readBytes(packed, { chunkBytes: 1000 });
    expect(failed).toEqual([]);
    expect(streams).toEqual([{ ...plain, container: 'zstd' }]);
  });

  it('may have several frames, and frames to skip before, between and behind', async () => {
    const file = Buffer.concat([skippable, packed, skippable, packed, zstdCompressSync(''), skippable]);
    const { streams, failed } = await readBytes(file);
    expect(failed).toEqual([]);
    expect(streams[0].records).toHaveLength(40_000);
  });

  it('may be followed by zeros or a little garbage', async () => {
    expect((await readBytes(Buffer.concat([packed, Buffer.alloc(9999)]))).failed).toEqual([]);
    expect((await readBytes(Buffer.concat([packed, Buffer.from('older data')]))).failed).toEqual([]);
  });

  it('that is cut off gives every record of the whole blocks before the cut, and says where it ends', async () => {
    const end = Math.floor(packed.length * 0.8);
    const { streams, failed } = await readBytes(packed.subarray(0, end));
    const count = streams[0].records.length;
    expect(count).toBeGreaterThan(5000);
    expect(streams[0].records).toEqual(plain.records.slice(0, count));
    expect(failed).toMatchObject([{ member: null, fault: 'corrupt-container' }]);
    expect(failed[0].message).toMatch(/^The zstd data is cut off at byte \d+; what came before is kept\.$/);
  });

  it('with a wrong checksum loses no whole block before the last', async () => {
    const altered = Uint8Array.from(packed);
    altered[altered.length - 1] ^= 1;
    const { streams, failed } = await readBytes(altered);
    expect(streams[0].records.length).toBeGreaterThan(5000);
    expect(failed[0].message).toMatch(/^The zstd data is damaged near byte \d+; what came before is kept\.$/);
  });

  it('that asks for more memory than Argus gives is refused by name', async () => {
    // Window descriptor: exponent 20, so 2^30 bytes.
    const greedy = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 20 << 3, 0x01, 0x00, 0x00]);
    expect((await readBytes(greedy)).failed[0]).toMatchObject({
      fault: 'over-limit',
      message: 'The zstd data needs a window of 2^30 bytes; Argus allows 2^27 (zstd --long=27).',
    });
  });
});
