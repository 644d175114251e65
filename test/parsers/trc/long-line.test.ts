import { expect, it } from 'vitest';
import { trcFormat } from '#src/parsers/trc/trc-format.ts';
import { decodeStream } from '../lines/decode-stream.ts';

it('A frame behind a line that is too long to be one is read however the bytes arrive', () => {
  const lines = [
    ';$FILEVERSION=1.1',
    ';$STARTTIME=44548.6',
    `     1)      10.0  Rx     ${'x'.repeat(5000)}`,
    '     2)      20.0  Rx         0300  2  01 02 ',
  ];
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const whole = decodeStream(trcFormat, bytes);
  expect(Object.values(whole.records)).toHaveLength(1);
  for (const size of [46, 300, 700]) expect(decodeStream(trcFormat, bytes, [size])).toEqual(whole);
});
