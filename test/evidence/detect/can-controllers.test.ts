import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { blfFile, blfObject, Fields } from '#test/support/blf-writer.ts';
import { chunksOf } from '#test/support/read-log.ts';

async function faultsOf(content: string | Uint8Array): Promise<string[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { evidence } = await collectFile({
    stream: chunksOf(bytes, () => 1 << 16),
    codecs: nodeCodecs,
    file: { index: 0, name: 'drive', sizeBytes: bytes.length },
    sha256: () => '',
    referenceTimeUs: 1.8e15,
  });
  return evidence[0].faults.map(({ kind, ecu, count }) => `${kind} ${ecu} x${count}`.replace('  ', ' '));
}

const asc = (...lines: string[]) =>
  ['date Tue Mar 3 14:15:07 2026', 'base hex  timestamps absolute', ...lines, ''].join('\n');
const trc1 = (...lines: string[]) =>
  [';$FILEVERSION=1.1', ';$STARTTIME=46084.5', '     1)         2.1  Rx         0001  1  00 ', ...lines, ''].join('\n');
const trc2 = (...lines: string[]) =>
  [
    ';$FILEVERSION=2.1',
    ';$STARTTIME=46084.5',
    ';$COLUMNS=N,O,T,B,I,d,R,L,D',
    '      1       120.000 DT  1      0300 Rx -  1    00 ',
    ...lines,
    '',
  ].join('\n');
const errorExt = (flags: number, capture: number) =>
  blfFile([
    blfObject({ type: 73, content: new Fields().u16(2).u16(0).u32(flags).u8(capture).zeros(23).bytes(), padding: 0 }),
  ]);

describe('what a recorder wrote of its CAN controller', () => {
  it.each([
    ['bus-off in ASC', asc('   0.5 CAN 1 Status:chip status busoff - TxErr: 255 RxErr: 0'), ['can-bus-off CAN1 x1']],
    ['bus-off in TRC 1.1', trc1('     2)  14.1  Warng  FFFFFFFF  4  00 00 00 10  BUSOFF '), ['can-bus-off x1']],
    [
      'bus-off in TRC 2.1, among other states',
      trc2(
        ...['08', '10', '08', '10'].map(
          (state, n) => `      ${n + 2}       12${n}.000 ST  1       -   Rx -  4    00 00 00 ${state} `,
        ),
      ),
      ['can-bus-off CAN1 x2'],
    ],
    [
      'error passive in ASC',
      asc('   0.4 CAN 2 Status:chip status error passive - TxErr: 132'),
      ['can-error-passive CAN2 x1'],
    ],
    [
      'error counters in TRC 2.1',
      trc2(
        '      2       124.000 EC  1       -   Rx -  2    02 02 ',
        '      3       125.000 EC  1       -   Rx -  2    02 90 ',
      ),
      ['can-error-passive CAN1 x1'],
    ],
    [
      'a frame without an answer in ASC',
      asc('   0.5 CANFD 5 Tx ErrorFrame Not Acknowledge error, dominant error flag fffe c7 31ca Arb. 556 44'),
      ['can-tx-failed CAN5 x1'],
    ],
    [
      'a frame without an answer in TRC 1.1',
      trc1('     2)        15.1  Error      0008  4  00 19 08 08 '),
      ['can-tx-failed CAN x1'],
    ],
    [
      'a frame without an answer in TRC 2.1',
      trc2('      2       123.000 ER  1       -   Rx -  5    08 00 19 08 08 '),
      ['can-tx-failed CAN1 x1'],
    ],
    ['a frame without an answer in BLF', errorExt(1, 0xd9), ['can-tx-failed CAN2 x1']],
    ['errors of other kinds in BLF', errorExt(1, 0x82), ['can-error-frame CAN2 x1']],
    ['errors of no known kind in BLF', errorExt(2, 0xd9), ['can-error-frame CAN2 x1']],
    ['other errors in TRC', trc1('     2)        15.1  Error      0004  4  00 02 00 00 '), ['can-error-frame CAN x1']],
    [
      'a sound state',
      asc('   0.2 CAN 1 Status:chip status error active', '   0.3 CAN 1 Status:chip status warning level'),
      [],
    ],
  ])('is told: %s', async (_, content, expected) => {
    expect(await faultsOf(content)).toEqual(expected);
  });
});
