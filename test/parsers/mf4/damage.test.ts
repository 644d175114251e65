import { describe, expect, it } from 'vitest';
import { mf4Format } from '#src/parsers/mf4/mf4-format.ts';
import { decodeAny } from '#test/support/decode-any.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { uncoveredText } from '../lines/decode-stream.ts';

/** Longer than the battery's samples, for what its links lead to lies behind the first 600 bytes. */
const samples = formatSamples().filter(({ format }) => format === mf4Format);

async function expectCovered(bytes: Uint8Array): Promise<void> {
  const decoded = await decodeAny(mf4Format, bytes, bytes.length);
  const passed = Object.values(decoded.passed).reduce((sum, { bytes: length }) => sum + length, 0);
  expect(uncoveredText(decoded, decoded.bytes)).toHaveLength(passed);
  if (decoded.failure !== undefined) expect(decoded.failure).toMatch(/^[A-Z].*\.$/);
}

/** Every byte would take a minute: what lies between is for the fuzzer. */
const STEP = 7;
const LIMITS = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [64, 0, 0, 0, 0, 0, 0, 0],
];

/** One that its logger did not finish may end anywhere. */
const finished = samples.filter(({ bytes }) => bytes[0] === 0x4d);

describe.each(samples)('an MDF4 recording ($name)', ({ bytes }) => {
  it('ends in records, gaps or a sentence with any byte flipped', async () => {
    for (let at = 1; at < bytes.length; at += STEP) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] ^= at % 3 === 0 ? 0xff : 1 << (at & 7);
      await expectCovered(flipped);
    }
  });

  it('ends in records, gaps or a sentence with any number at its limits', async () => {
    for (let at = 0; at < bytes.length; at += STEP) {
      const changed = Uint8Array.from(bytes);
      changed.set(LIMITS[at % LIMITS.length].slice(0, bytes.length - at), at);
      await expectCovered(changed);
    }
  });

  it('ends in records, gaps or a sentence wherever it is cut', async () => {
    for (let length = 2; length < bytes.length; length += STEP) await expectCovered(bytes.subarray(0, length));
  });
});

describe.each(finished)('a finished MDF4 recording ($name)', ({ bytes }) => {
  it('is never taken for a whole one that was cut', async () => {
    for (let length = 70; length < bytes.length; length += STEP) {
      const { failure } = await decodeAny(mf4Format, bytes.subarray(0, length), length);
      expect(failure, `cut at ${length}`).toMatch(/damaged|cut off at byte/);
    }
  });
});
