import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TYPE_NAMES } from '#src/parsers/blf/object-types.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type ReadStream, readBytes } from '#test/support/read-log.ts';

/** Objects by type, as vector_blf counted them: `vector_blf n=4 1:2 115:2 hdrObjects=2`. */
const COUNTS = /vector_blf n=(\d+)((?: \d+:\d+)*) hdrObjects/;
const PADDING = 115;

/** Where vector_blf is wrong, and what stands in the file. */
const VECTOR_BLF_ERRS: Readonly<Record<string, Record<string, number>>> = {
  // A stored container that ends early: vector_blf gives up the whole one, python-can and tshark read its first frame.
  'blf/vblf_err_FileWithTruncatedUncompressedLogContainer.blf': { CAN: 1 },
  // Two frames outside of any container, which all three tools pass over; Wireshark reads them since 4.4.
  'blf/vblf_err_FileWithoutLogContainers.blf': { CAN: 2 },
};

/** What becomes of the objects of a type. */
const KIND_OF_TYPE: Readonly<Record<number, string>> = {
  1: 'CAN',
  73: 'error',
  86: 'CAN',
  100: 'CAN',
  101: 'CAN',
  104: 'error',
  57: 'LIN',
  120: 'Ethernet',
};

const entries = corpusEntries().filter(({ format, expected }) => format === 'blf' && COUNTS.test(expected));

function expectedKinds(file: string, expected: string): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const pair of (COUNTS.exec(expected)?.[2] ?? '').trim().split(' ').filter(Boolean)) {
    const [type, count] = pair.split(':').map(Number);
    if (type !== PADDING) kinds[KIND_OF_TYPE[type] ?? TYPE_NAMES[type]] = count;
  }
  return VECTOR_BLF_ERRS[file] ?? kinds;
}

function kindsOf({ records }: ReadStream): Record<string, number> {
  const kinds: Record<string, number> = {};
  for (const { kind, ecu, app } of records) {
    const name = kind === 'frame' && app !== 'error' ? ecu.replace(/\d+$/, '') : app;
    kinds[name] = (kinds[name] ?? 0) + 1;
  }
  return kinds;
}

describe.skipIf(isCorpusAbsent())('real BLF recordings', () => {
  it.each(entries)('$file holds the objects that vector_blf counts', async ({ file, expected }) => {
    const { streams, failed } = await readBytes(new Uint8Array(readFileSync(corpusFile(file) ?? '')));
    expect(failed).toEqual([]);
    expect(kindsOf(streams[0])).toEqual(expectedKinds(file, expected));
    expect(streams[0].gaps.length).toBe(file.includes('Truncated') ? 1 : 0);
  });
});
