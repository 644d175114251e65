import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { readingByName } from '#src/batch/most-bytes.ts';
import { examineHead, HEAD_BYTES } from '#src/parsers/examine-head.ts';
import { tarOf, zipOf } from '#test/support/archives.ts';
import { formatSamples } from '#test/support/format-samples.ts';

/** Usual names of files of each format; of formats that are not here, the name tells nothing. */
const NAMES: Record<string, string> = {
  blf: 'bus.blf',
  mcap: 'drive.mcap',
  rosbag: 'drive.bag',
  mf4: 'bus.MF4',
  pcap: 'net.pcapng',
  asc: 'bus.asc',
  trc: 'bus.trc',
};

const LOG = new TextEncoder().encode('I boot: one\n');
const SAMPLES = [
  ...formatSamples()
    .filter(({ format }) => NAMES[format.name])
    .map(({ format, bytes }) => ({ name: NAMES[format.name], bytes })),
  { name: 'a.log.gz', bytes: gzipSync(LOG) },
  { name: 'a.log.zst', bytes: zstdCompressSync(LOG) },
  { name: 'logs.zip', bytes: zipOf({ name: 'a.log', data: LOG }) },
  { name: 'logs.tar', bytes: tarOf({ name: 'a.log', data: LOG }) },
];

it('takes a file by its name for what its bytes will be found to be', () => {
  expect(new Set(SAMPLES.map(({ name }) => name)).size).toBe(Object.keys(NAMES).length + 4);
  for (const { name, bytes } of SAMPLES) {
    const { cuttable, isPacked } = examineHead(bytes.subarray(0, HEAD_BYTES));
    expect(readingByName(name), name).toBe(isPacked ? 'packed' : cuttable === null ? 'whole' : 'ranges');
  }
});

it('refuses nothing more by a name that says nothing', () => {
  for (const name of ['trace.dlt', 'messages', 'logcat.txt', 'gz', 'a.gz.log'])
    expect(readingByName(name)).toBe('ranges');
});
