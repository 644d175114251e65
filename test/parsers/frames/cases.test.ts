import { describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { FRAME_FORMATS, parserCases } from '../lines/cases.ts';
import { decodeStream } from '../lines/decode-stream.ts';

describe.each(parserCases(FRAME_FORMATS))('$name', ({ format, bytes, expected }) => {
  it('gives the frames, events and gaps that stand beside it', async () => {
    const stream = decodeStream(format, bytes);
    await expect(`${JSON.stringify(stream, null, 2)}\n`).toMatchFileSnapshot(expected);
  });

  it('is recognised among all formats by its content', () => {
    expect(findFormat(bytes.subarray(0, 65_536), LOG_FORMATS)?.name).toBe(format.name);
  });
});
