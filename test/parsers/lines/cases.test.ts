import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { FRAME_FORMATS, LINE_FORMATS, parserCases } from './cases.ts';
import { decodeStream, uncoveredText } from './decode-stream.ts';

it('compares the cases of every format that has some', () => {
  const parsers = fileURLToPath(new URL('..', import.meta.url));
  const folders = readdirSync(parsers).filter((name) => existsSync(join(parsers, name, 'cases')));
  expect([...LINE_FORMATS, ...FRAME_FORMATS].map(({ name }) => name)).toEqual(expect.arrayContaining(folders));
});

describe.each(parserCases())('$name', ({ format, bytes, expected }) => {
  it('gives the records that stand beside it', async () => {
    const { records, gaps } = decodeStream(format, bytes);
    await expect(`${JSON.stringify({ records, gaps }, null, 2)}\n`).toMatchFileSnapshot(expected);
  });

  it('is recognised among all formats by its content', () => {
    expect(findFormat(bytes.subarray(0, 65_536), LOG_FORMATS)?.name).toBe(format.name);
  });

  it('loses no byte but line ends and what it tells to be of no log', () => {
    const stream = decodeStream(format, bytes);
    const between = uncoveredText(stream, bytes).replace(/[\s\0[\],\u00ef\u00bb\u00bf]/g, '');
    if (stream.passed['detail'] === undefined) expect(between).toBe('');
    const told = Object.values(stream.passed).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(uncoveredText(stream, bytes)).toHaveLength(told);
  });
});
