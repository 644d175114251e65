import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { paxRecords, tarEntry, tarOf, zipOf } from '#test/support/archives.ts';
import { canLog } from '#test/support/can-log.ts';
import { readBytes } from '#test/support/read-log.ts';

const data = canLog(3000);
const entry = { name: 'a.log', data };
const counts = (file: Awaited<ReturnType<typeof readBytes>>) =>
  file.streams.map(({ member, records }) => [member, records.length]);
const longName = `${'deep/'.repeat(40)}a.log`;

describe('a tar archive', () => {
  it('gives every file and passes over folders, links and sparse files', async () => {
    const nothing = new Uint8Array(0);
    const file = await readBytes(
      tarOf(
        { name: 'logs/', data: nothing, type: '5' },
        entry,
        { name: 'link', data: nothing, type: '2' },
        { name: 'holes', data: Buffer.alloc(600), type: 'S' },
        { name: 'logs/b.log', data, type: '\0' },
      ),
      { chunkBytes: 700 },
    );
    expect(file.failed).toEqual([]);
    expect(counts(file)).toEqual([
      ['a.log', 3000],
      ['logs/b.log', 3000],
    ]);
    expect(file.streams[0]).toMatchObject({ container: 'tar', streamBytes: data.length });
  });

  it('knows long names of pax and of GNU tar', async () => {
    const pax = tarEntry({ name: 'PaxHeaders/x', data: paxRecords({ mtime: '1.5', path: longName }), type: 'x' });
    const gnu = tarEntry({ name: '././@LongLink', data: Buffer.from(`${longName}2\0`), type: 'L' });
    const file = await readBytes(Buffer.concat([pax, tarEntry(entry), gnu, tarOf(entry)]));
    expect(file.streams.map(({ member }) => member)).toEqual([
      longName.replaceAll(/^\//g, '').slice(-200),
      `${longName}2`.slice(-200),
    ]);
  });

  it('takes the size from a pax header, and passes over pax sparse files', async () => {
    const size = tarEntry({ name: 'x', data: paxRecords({ size: String(data.length) }), type: 'x' });
    const lie = tarEntry({ ...entry, sizeField: Buffer.from('00000000001\0') });
    const sparse = tarEntry({ name: 'x', data: paxRecords({ 'GNU.sparse.major': '1' }), type: 'x' });
    const file = await readBytes(Buffer.concat([size, lie, sparse, tarEntry({ name: 's', data }), tarOf(entry)]));
    expect(counts(file)).toEqual([
      ['a.log', 3000],
      ['a.log (2)', 3000],
    ]);
  });

  it('may lack the zeros at its end', async () => {
    expect((await readBytes(tarEntry(entry))).failed).toEqual([]);
  });

  it('inside gzip, zstd and zip is one path of names', async () => {
    const tar = tarOf(entry);
    expect((await readBytes(gzipSync(tar))).streams).toMatchObject([{ member: 'a.log', container: 'tar+gzip' }]);
    expect((await readBytes(zstdCompressSync(tar))).streams).toMatchObject([{ container: 'tar+zstd' }]);
    const file = await readBytes(zipOf({ name: 'logs.tar.gz', data: gzipSync(tar) }, entry));
    expect(file.streams).toMatchObject([
      { member: 'logs.tar.gz/a.log', container: 'tar+gzip+zip' },
      { member: 'a.log', container: 'zip' },
    ]);
  });

  it('that is cut off keeps what came before and says so once', async () => {
    const archive = tarOf(entry, { name: 'b.log', data });
    for (const bytes of [archive, gzipSync(archive)]) {
      for (let part = 0.2; part < 0.95; part += 0.1) {
        const file = await readBytes(bytes.subarray(0, Math.floor(bytes.length * part)));
        expect(file.failed).toHaveLength(1);
        expect(file.failed[0].message).toMatch(/is cut off at byte/);
        expect(file.streams[0].records.length).toBeGreaterThan(500);
      }
    }
  });

  it.each([
    [
      '4 GB',
      Buffer.from('40000000000\0'),
      /^The tar entry "a\.log" is cut off at byte \d+; what came before is kept\.$/,
    ],
    [
      '2^72 bytes',
      Buffer.from([0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
      /^The tar entry "a\.log" has no readable size/,
    ],
    ['less than nothing', Buffer.alloc(12, 0xff), /^The tar entry "a\.log" has no readable size/],
    ['words', Buffer.from('a lot\0      '), /^The tar entry "a\.log" has no readable size/],
  ])('with a length field of %s says so', async (_, sizeField, sentence) => {
    const file = await readBytes(tarOf({ ...entry, sizeField }));
    expect(file.failed).toHaveLength(1);
    expect(file.failed[0]).toMatchObject({ fault: 'corrupt-container', message: expect.stringMatching(sentence) });
  });
});
