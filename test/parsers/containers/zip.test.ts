import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ZipPart, zipEntry, zipOf } from '#test/support/archives.ts';
import { canLog } from '#test/support/can-log.ts';
import { readBytes } from '#test/support/read-log.ts';

const data = canLog(3000);
const entry = { name: 'a.log', data };
const counts = (file: Awaited<ReturnType<typeof readBytes>>) =>
  file.streams.map(({ member, records }) => [member, records.length]);

describe('a zip archive', () => {
  it.each<[string, Partial<ZipPart>]>([
    ['deflated', {}],
    ['stored', { method: 0 }],
    ['with zip64 sizes', { zip64: true }],
    ['deflated with a data descriptor', { descriptor: 'short' }],
    ['deflated with a zip64 descriptor', { descriptor: 'long' }],
    ['deflated with a descriptor without signature', { descriptor: 'bare' }],
    ['stored with a data descriptor', { descriptor: 'short', method: 0 }],
  ])('gives every entry that is %s', async (_, shape) => {
    const archive = zipOf({ ...entry, ...shape }, { name: 'b.log', data, ...shape });
    const file = await readBytes(archive, { chunkBytes: 999 });
    expect(file.failed).toEqual([]);
    expect(counts(file)).toEqual([
      ['a.log', 3000],
      ['b.log', 3000],
    ]);
    expect(file.streams[0]).toMatchObject({ container: 'zip', format: 'candump', gaps: [], streamBytes: data.length });
  });

  it('passes over folders, empty entries and what macOS adds', async () => {
    const file = await readBytes(
      zipOf(
        { name: 'logs/', data: new Uint8Array(0), method: 0 },
        { name: 'logs/empty.log', data: new Uint8Array(0) },
        { name: '__MACOSX/logs/._a.log', data: Buffer.from('\0\x05\x16\x07') },
        { name: 'logs/.DS_Store', data: Buffer.from('\0\0\0\x01Bud1') },
        { name: 'logs/a.log', data },
      ),
    );
    expect(file.failed).toEqual([]);
    expect(counts(file)).toEqual([['logs/a.log', 3000]]);
  });

  it('tells two entries of one name apart', async () => {
    expect(counts(await readBytes(zipOf(entry, entry)))).toEqual([
      ['a.log', 3000],
      ['a.log (2)', 3000],
    ]);
  });

  it('takes a name that leads out of the folder for a label only', async () => {
    const names = ['../../etc/passwd', '/etc/shadow', 'C:\\Windows\\a.log', 'x\u202Egol.exe\x1b[31m', '..'];
    const file = await readBytes(zipOf(...names.map((name) => ({ name, data }))));
    expect(file.streams.map(({ member }) => member)).toEqual([
      'etc/passwd',
      'etc/shadow',
      'Windows/a.log',
      'x\uFFFDgol.exe\uFFFD[31m',
      'unnamed',
    ]);
  });

  it('goes on behind an entry that is no log', async () => {
    for (const descriptor of [undefined, 'short'] as const) {
      const photo = { name: 'photo.jpg', data: Buffer.from('\xff\xd8\xff\xe0 and so on', 'latin1'), descriptor };
      const file = await readBytes(zipOf(photo, entry));
      expect(counts(file)).toEqual([['a.log', 3000]]);
      expect(file.failed).toMatchObject([{ member: 'photo.jpg', fault: 'not-a-log' }]);
    }
  });

  it.each([undefined, 'short'] as const)('goes on behind an encrypted entry and names it (%s)', async (descriptor) => {
    const file = await readBytes(zipOf({ name: 'secret.log', data, flags: 1, descriptor }, entry));
    expect(counts(file)).toEqual([['a.log', 3000]]);
    expect(file.failed).toMatchObject([
      {
        member: 'secret.log',
        fault: 'encrypted-container',
        message: 'The zip entry "secret.log" is encrypted: unpack it with its password and upload it again.',
      },
    ]);
  });

  it('names the packing it does not read', async () => {
    const file = await readBytes(zipOf({ name: 'x.log', data, method: 14 }, entry));
    expect(file.failed[0].message).toBe(
      'The zip entry "x.log" is packed with LZMA, which Argus does not read: pack it with Deflate.',
    );
    expect(counts(file)).toEqual([['a.log', 3000]]);
  });

  it.each([undefined, 'short'] as const)('goes on behind a damaged entry (%s)', async (descriptor) => {
    const damaged = deflateRawSync(data).fill(0xff, 2000, 4000);
    const parts = zipEntry({ name: 'bad.log', data, descriptor });
    const file = await readBytes(Buffer.concat([parts[0], damaged, parts[2], zipOf(entry)]));
    expect(counts(file).at(-1)).toEqual(['a.log', 3000]);
    expect(file.failed).toHaveLength(1);
    expect(file.failed[0]).toMatchObject({ member: 'bad.log', fault: 'corrupt-container' });
    expect(file.failed[0].message).toMatch(
      /^The zip entry "bad\.log" is damaged near byte \d+; what came before is kept\.$/,
    );
  });

  it('says when what it read does not match the checksum', async () => {
    const file = await readBytes(zipOf({ ...entry, claims: { crc: 1 } }));
    expect(counts(file)).toEqual([['a.log', 3000]]);
    expect(file.failed[0].message).toBe(
      'The zip entry "a.log" does not match its checksum: some of what was read from it is wrong.',
    );
  });

  it('with a length field of 4 GB gives what is there', async () => {
    const file = await readBytes(zipOf({ ...entry, method: 0, claims: { compressedBytes: 0xfffffffe } }));
    expect(counts(file)).toEqual([['a.log', 3000]]);
    expect(file.failed).toMatchObject([{ member: 'a.log', fault: 'corrupt-container' }]);
    expect(file.failed[0].message).toMatch(
      /^The zip entry "a\.log" is cut off at byte \d+; what came before is kept\.$/,
    );
  });

  it('that is cut off anywhere keeps what came before and says so once', async () => {
    const archive = zipOf(entry, { name: 'b.log', data, descriptor: 'short' });
    for (let end = 25; end < archive.length - 22; end += 997) {
      const file = await readBytes(archive.subarray(0, end));
      expect(file.failed).toHaveLength(1);
      expect(file.failed[0].message).toMatch(/is cut off at byte/);
    }
  });

  it('without anything inside is an empty file', async () => {
    const message = 'The archive holds no files with anything in them.';
    expect((await readBytes(zipOf())).failed).toMatchObject([{ fault: 'empty-file', message }]);
    expect((await readBytes(zipOf({ name: 'empty.log', data: new Uint8Array(0) }))).failed).toMatchObject([
      { message },
    ]);
  });
});
