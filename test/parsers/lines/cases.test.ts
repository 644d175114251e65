import { describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { parserCases } from './cases.ts';
import { decodeStream, uncoveredText } from './decode-stream.ts';

describe.each(parserCases())('$name', ({ format, bytes, expected }) => {
  it('gives the records that stand beside it', async () => {
    const { records, gaps } = decodeStream(format, bytes);
    await expect(`${JSON.stringify({ records, gaps }, null, 2)}\n`).toMatchFileSnapshot(expected);
  });

  it('is recognised among all formats by its content', () => {
    expect(findFormat(bytes.subarray(0, 65_536), LOG_FORMATS)?.name).toBe(format.name);
  });

  it('loses no byte but line ends', () => {
    expect(uncoveredText(decodeStream(format, bytes), bytes)).toMatch(/^[\s\0[\],\u00ef\u00bb\u00bf]*$/);
  });
});
