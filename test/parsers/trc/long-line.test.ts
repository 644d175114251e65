import { expect, it } from 'vitest';
import { trcFormat } from '#src/parsers/trc/trc-format.ts';
import { readBytes } from '#test/support/read-log.ts';
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

it('A line with blanks wider than what lies ahead is no shape for the lines behind it', async () => {
  const line = (n: number, blanks = 0) =>
    `${`${n}`.padStart(7)} ${' '.repeat(blanks)}${(n + 0.5).toFixed(3).padStart(13)} DT 1      0300 Rx -  8    01 02 03 04 05 06 07 08\r\n`;
  const lines = [line(1), line(2, 500), ...[3, 4, 5, 6, 7].map((n) => line(n))];
  const text = `;$FILEVERSION=2.1\r\n;$COLUMNS=N,O,T,B,I,d,R,L,D\r\n${lines.join('')}`;
  const { streams, failed } = await readBytes(new TextEncoder().encode(text));
  expect(failed).toEqual([]);
  expect(streams[0].records).toHaveLength(lines.length);
});
