import { describe, expect, it } from 'vitest';
import type { AnyFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { type DecodedFile, decodeAny } from '#test/support/decode-any.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { Random } from '#test/support/mutate.ts';
import { uncoveredText } from './lines/decode-stream.ts';

/**
 * What every decoder must bear, for each format of the registry: a new format only brings samples
 * (`test/support/format-samples.ts`).
 */
const WHOLE = 1 << 20;
/** Each byte of a sample is a case of its own: longer ones would cost minutes and show nothing more. */
const MAX_SAMPLE_BYTES = 600;

const samples = formatSamples();
const smallest = (format: AnyFormat): Uint8Array => {
  const own = samples.filter((sample) => sample.format === format).sort((a, b) => a.bytes.length - b.bytes.length);
  return own[0].bytes.subarray(0, MAX_SAMPLE_BYTES);
};

/** Every one of a file's head, where its lengths and types stand, then every fifth: with 20 formats the rest is minutes. */
function* places({ length }: Uint8Array): Generator<number> {
  for (let at = 0; at < length; at += at < 120 ? 1 : 5) yield at;
}

/** Throws when a byte is counted twice, or as nothing at all. */
function expectCovered(file: DecodedFile): void {
  const passed = Object.values(file.passed).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(uncoveredText(file, file.bytes)).toHaveLength(passed);
  if (file.failure !== undefined) expect(file.failure).toMatch(/^[A-Z].*\.$/);
}

function withBytes(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values.slice(0, copy.length - at), at);
  return copy;
}

describe.each(LOG_FORMATS)('a decoder of $name', (format) => {
  const bytes = smallest(format);

  it.each([1, 7, 64, 4096])('gives the same records of windows of %i bytes as of the whole file', async (step) => {
    for (const sample of samples.filter((each) => each.format === format)) {
      expect(await decodeAny(format, sample.bytes, step)).toEqual(await decodeAny(format, sample.bytes, WHOLE));
    }
  });

  it('keeps what comes before the cut, wherever the file is cut', async () => {
    const whole = Object.entries((await decodeAny(format, bytes, WHOLE)).records);
    for (const length of places(bytes)) {
      const cut = await decodeAny(format, bytes.subarray(0, length), WHOLE);
      expectCovered(cut);
      const kept = Object.entries(cut.records).slice(0, -1);
      if (String(kept) !== String(whole.slice(0, kept.length))) expect(kept).toEqual(whole.slice(0, kept.length));
    }
  });

  it('counts every byte once with any byte flipped', async () => {
    for (const at of places(bytes)) {
      const flip = at % 3 === 0 ? 0xff : 1 << (at & 7);
      expectCovered(await decodeAny(format, withBytes(bytes, at, [bytes[at] ^ flip]), WHOLE));
    }
  });

  it('counts every byte once with any number in it at its limits', async () => {
    const limits = [
      [0, 0],
      [0xff, 0xff],
      [0xff, 0x7f],
      [0, 0, 0, 0],
      [0xff, 0xff, 0xff, 0xff],
      [0xff, 0xff, 0xff, 0x7f],
      [0, 0, 0, 0x80],
      [0x7f, 0xff, 0xff, 0xff],
    ];
    for (const at of places(bytes)) {
      const values = limits[at % limits.length];
      expectCovered(await decodeAny(format, withBytes(bytes, at, values), WHOLE));
    }
  });

  it('bears random bytes', async () => {
    const random = new Random(7);
    for (let n = 0; n < 60; n++) {
      const noise = Uint8Array.from({ length: 1 + random.below(600) }, () => random.below(256));
      expectCovered(await decodeAny(format, noise, WHOLE));
    }
  });
});

describe('random bytes', () => {
  it('are no format at all', () => {
    const random = new Random(11);
    const own = LOG_FORMATS.filter(({ name }) => name !== 'text');
    for (let n = 0; n < 1000; n++) {
      const noise = Uint8Array.from({ length: 1 + random.below(600) }, () => random.below(256));
      for (const format of own) if (format.sniff(noise) > 0) expect(`${format.name} fits ${noise}`).toBe('');
      if (noise.length > 300) expect(findFormat(noise, LOG_FORMATS)).toBeUndefined();
    }
  });
});
