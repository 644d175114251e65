import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { canLog } from '#test/support/can-log.ts';
import { readBytes } from '#test/support/read-log.ts';

const log = canLog(5000);
const packed = gzipSync(log);
const plain = (await readBytes(log)).streams[0];
const cut = (bytes: Uint8Array, end: number) => bytes.subarray(0, end);

/** FEXTRA, FNAME, FCOMMENT and FHCRC around the same deflate data. */
function withAllHeaderFields(): Uint8Array {
  const head = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 4, 0, 1, 2, 3, 4]);
  return Buffer.concat([head, Buffer.from('name.log\0a comment\0'), Buffer.from([0, 0]), packed.subarray(10)]);
}

describe('a gzip file', () => {
  it('gives the records and offsets of the log inside', async () => {
    const { streams, failed } = await readBytes(packed);
    expect(failed).toEqual([]);
    expect(streams).toEqual([{ ...plain, container: 'gzip' }]);
  });

  it('may have every optional header field', async () => {
    expect((await readBytes(withAllHeaderFields())).streams[0].records).toHaveLength(5000);
  });

  it('may have several members, empty ones too', async () => {
    const { streams, failed } = await readBytes(Buffer.concat([packed, gzipSync(''), packed]), { chunkBytes: 7777 });
    expect(failed).toEqual([]);
    expect(streams).toHaveLength(1);
    expect(streams[0].records).toHaveLength(10_000);
  });

  it.each([
    ['zeros', Buffer.alloc(100_000)],
    ['garbage', Buffer.from('left over from an older, longer file')],
  ])('may be followed by %s', async (_, rest) => {
    const { streams, failed } = await readBytes(Buffer.concat([packed, rest]));
    expect(failed).toEqual([]);
    expect(streams[0].records).toHaveLength(5000);
  });

  it('that goes on with much other data is told, for a member may have lost its head', async () => {
    const { streams, failed } = await readBytes(Buffer.concat([packed, Buffer.alloc(100_000, 7)]));
    expect(streams[0].records).toHaveLength(5000);
    expect(failed[0].message).toBe(
      `After byte ${packed.length} the file goes on with data that is not gzip; what came before is kept.`,
    );
  });

  it('that is cut off gives every whole record before the cut, and says where it ends', async () => {
    const end = Math.floor(packed.length / 2);
    const { streams, failed } = await readBytes(cut(packed, end));
    const count = streams[0].records.length;
    expect(streams[0].records).toEqual(plain.records.slice(0, count));
    // What zlib itself can make of the same bytes.
    const { inflateRawSync, constants } = await import('node:zlib');
    const decodable = inflateRawSync(cut(packed, end).subarray(10), { finishFlush: constants.Z_SYNC_FLUSH });
    expect(count).toBe(decodable.toString('latin1').split('\n').length - 1);
    expect(failed).toEqual([
      {
        member: null,
        fault: 'corrupt-container',
        offset: end,
        message: `The gzip data is cut off at byte ${end}; what came before is kept.`,
      },
    ]);
  });

  it.each([3, 9, 10, 11, packed.length - 8, packed.length - 1])('cut at byte %i never throws', async (end) => {
    const { streams, failed } = await readBytes(cut(packed, end));
    expect(streams.length + failed.length).toBeGreaterThan(0);
    expect(failed).toHaveLength(1);
  });

  it('with a damaged byte keeps the records before it', async () => {
    const damaged = Uint8Array.from(packed);
    damaged.fill(0xff, damaged.length - 3000, damaged.length - 2900);
    const { streams, failed } = await readBytes(damaged);
    const intact = streams[0].records.findIndex((record, i) => record.text !== plain.records[i].text);
    expect(intact === -1 ? streams[0].records.length : intact).toBeGreaterThan(4000);
    expect(failed[0]).toMatchObject({ fault: 'corrupt-container' });
  });

  it('with a wrong checksum keeps all records and says so', async () => {
    const altered = Uint8Array.from(packed);
    altered[altered.length - 6] ^= 1;
    const { streams, failed } = await readBytes(altered);
    expect(streams[0].records).toHaveLength(5000);
    expect(failed[0].message).toBe(
      'The gzip data does not match its checksum: some of what was read from it is wrong.',
    );
  });

  it('with nothing inside is an empty file', async () => {
    expect((await readBytes(gzipSync(''))).failed).toMatchObject([
      { fault: 'empty-file', message: 'The gzip file has nothing in it (0 bytes of log).' },
    ]);
  });
});
