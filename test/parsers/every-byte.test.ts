import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { AnyFormat, LogFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { mutate } from '#test/support/mutate.ts';
import { chunksOf } from '#test/support/read-log.ts';
import { type DecodedStream, decodeStream, uncoveredText } from './lines/decode-stream.ts';

const samples = formatSamples();
const anySample = fc.constantFrom(...samples);
const isForward = (format: AnyFormat): format is LogFormat => 'createDecoder' in format;
const anyForward = fc.constantFrom(...LOG_FORMATS.filter(isForward));
const damaged = fc
  .tuple(anySample, anySample, fc.integer())
  .map(([{ format, bytes }, other, seed]) => ({ format, bytes: mutate(bytes, seed, other.bytes) }));
const ownOrAny = fc
  .tuple(damaged, anyForward)
  .map(([{ format, bytes }, other]) => ({ format: isForward(format) ? format : other, bytes }));
const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });

const passedBytes = ({ passed }: DecodedStream): number =>
  Object.values(passed).reduce((sum, { bytes }) => sum + bytes, 0);

async function evidenceOf(bytes: Uint8Array) {
  const { evidence } = await collectFile({
    stream: chunksOf(bytes, () => 1 << 20),
    codecs: nodeCodecs,
    file: { index: 0, name: 'a.log', sizeBytes: bytes.length },
    sha256: () => '',
    referenceTimeUs: 1.8e15,
  });
  return evidence;
}

describe('every format of the registry', () => {
  it('has a stream that shows it', () => {
    const shown = new Set(samples.map(({ format }) => format.name));
    expect(LOG_FORMATS.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has each byte of a stream in one record, in one gap, or counted as what it is', () => {
    const property = fc.property(anyForward, damaged, (format, { bytes }) => {
      const stream = decodeStream(format, bytes);
      expect(passedBytes(stream)).toBe(uncoveredText(stream, bytes).length);
    });
    fc.assert(property, { numRuns: 600 });
  });

  it('counts the same however the stream is split', () => {
    const property = fc.property(ownOrAny, pieces, ({ format, bytes }, sizes) => {
      expect(decodeStream(format, bytes, sizes)).toEqual(decodeStream(format, bytes));
    });
    fc.assert(property, { numRuns: 250 });
  });

  it('gives evidence whose sums cover the stream', async () => {
    const property = fc.asyncProperty(damaged, async ({ bytes }) => {
      for (const { file, records, recordBytes, gaps, nonRecords, templates, unmatched } of await evidenceOf(bytes)) {
        const passed = Object.values(nonRecords).reduce((sum, { bytes }) => sum + bytes, 0);
        expect(recordBytes + gaps.bytesSkipped + passed).toBe(file.streamBytes);
        expect(templates.reduce((sum, { count }) => sum + count, 0) + unmatched).toBe(records);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
