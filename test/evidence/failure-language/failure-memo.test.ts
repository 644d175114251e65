import { describe, expect, it } from 'vitest';
import { FailureMemo } from '#src/evidence/failure-language/failure-memo.ts';
import { readFailure } from '#src/evidence/failure-language/read-failure.ts';

/** Lines of one template and more: what is read of the first of each group must not be told of the others. */
const GROUPS: readonly (readonly string[])[] = [
  ['storage: 0 bad blocks', 'storage: 7 bad blocks', 'storage: 120 bad blocks', 'storage: 00 bad blocks'],
  [
    'request failed with status code 200',
    'request failed with status code 503',
    'request failed with status code 5031',
  ],
  ['data 12 22 31', 'data 7F 22 31', 'data 7F2231', 'data 0x7F2231'],
  ['write failed: -28', 'write failed: -5', 'write failed: -1', 'write failed: 28'],
  ['tool exited with code 0', 'tool exited with code 1', 'tool exited with code 12'],
  ['error code 0x00', 'error code 0x1f', 'error code 0xa', 'error code 0'],
  ['supply dropped to 9 V', 'supply dropped to 400 V', 'supply dropped to 0 V'],
  ['killed by signal 9', 'killed by signal 11', 'killed by signal 12'],
  ['job terminated with status 12', 'job terminated with status 1234', 'job terminated with status 0'],
  ['update failed 123456', 'update failed 12345', 'update failed 1', 'update failed 1234567'],
  ['watchdog timeout set to 3000 s', 'watchdog timeout set to 0xff s'],
  ['mmc0: sdhci: Timeout:   0x1000 | Int stat: 0x1001', 'mmc0: sdhci: Timeout:   0xff | Int stat: 0x1f'],
  ['lost 0 packets', 'lost 3 packets', 'lost 0x packets'],
];

describe('FailureMemo', () => {
  it.each(GROUPS)('reads "%s" and its like as they are read one by one', (...lines) => {
    const memo = new FailureMemo();
    for (const line of [...lines, ...lines]) expect(memo.read(line, 'info'), line).toMatchObject(byWords(line));
  });

  it('reads lines that differ only in numbers once', () => {
    const memo = new FailureMemo();
    const first = memo.read('cell 17 voltage 3301 mV, 5 faults in 0x14f1', 'info');
    expect(memo.read('cell 23 voltage 2876 mV, 61 faults in 0x9c40', 'info')).toBe(first);
  });

  it('tells levels apart', () => {
    const memo = new FailureMemo();
    memo.read('reading block 17', 'info');
    expect(memo.read('reading block 18', 'error')).toMatchObject(byWords('reading block 18', 'error'));
  });

  it('goes on to read once it keeps no more', () => {
    const memo = new FailureMemo();
    const nth = (n: number) => `${String.fromCodePoint(0x4e00 + n)} failed`;
    for (let n = 0; n < 4_200; n++) memo.read(nth(n), 'info');
    expect(memo.read(nth(0), 'info')).toBe(memo.read(nth(0), 'info'));
    expect(memo.read(nth(4_199), 'info')).not.toBe(memo.read(nth(4_199), 'info'));
    expect(memo.read(nth(4_199), 'info')).toMatchObject(byWords(nth(4_199)));
  });
});

function byWords(text: string, level: 'info' | 'error' = 'info') {
  const reading = readFailure(text, level);
  return 'weight' in reading ? { weight: reading.weight, role: reading.role } : reading;
}
