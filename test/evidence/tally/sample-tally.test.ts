import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { bytesOf } from '#test/support/captures.ts';
import { fields, group, mdf4, plain, TIME } from '#test/support/mdf4-writer.ts';
import { chunksOf } from '#test/support/read-log.ts';

const NOON_US = Date.UTC(2026, 2, 1, 12) * 1000;

async function evidenceOf(file: Uint8Array) {
  const { evidence } = await collectFile({
    stream: chunksOf(file, () => 1 << 16),
    codecs: nodeCodecs,
    file: { index: 0, name: 'drive.mf4', sizeBytes: 0 },
    sha256: () => '',
    referenceTimeUs: NOON_US,
  });
  return evidence[0];
}

describe('the numbers of samples', () => {
  it('are a series per channel, and the samples one template per group', async () => {
    const channels = [
      TIME,
      { name: 'Voltage', unit: 'V', byteOffset: 8, bitCount: 8 },
      { name: 'Load', unit: '%', byteOffset: 9, bitCount: 8 },
    ];
    const data = bytesOf(...[1, 2, 3, 4].map((n) => fields([n * 1_000_000, 8], [10 + n, 1], [n, 1])));
    const spec = { name: 'Supply', source: 'BCM', dataBytes: 10, channels };
    const evidence = await evidenceOf(mdf4({ dataGroups: [{ group: group(spec), data: plain(data) }] }));
    expect(evidence.series).toMatchObject([
      {
        name: 'Voltage',
        unit: 'V',
        ecu: 'BCM',
        count: 4,
        min: 11,
        max: 14,
        firstTimeUs: NOON_US + 1000,
        lastTimeUs: NOON_US + 4000,
      },
      { name: 'Load', unit: '%', ecu: 'BCM', count: 4, min: 1, max: 4 },
    ]);
    expect(evidence.templates).toMatchObject([{ ecu: 'BCM', app: 'Supply', template: '<sample>', count: 4 }]);
    expect(evidence).toMatchObject({ records: 4, unmatched: 0, faults: [] });
  });

  it('stay bounded, however many channels a file brings', async () => {
    const channels = [TIME, ...Array.from({ length: 300 }, (_, n) => ({ name: `C${n}`, byteOffset: 8 + n }))];
    const data = bytesOf(fields([1, 8]), new Uint8Array(300).fill(7));
    const evidence = await evidenceOf(
      mdf4({ dataGroups: [{ group: group({ dataBytes: 308, channels }), data: plain(data) }] }),
    );
    expect(evidence.series).toHaveLength(100);
    expect(evidence.records).toBe(1);
  });
});
