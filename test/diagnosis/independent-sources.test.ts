import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import { areIndependent, independentSources } from '#src/diagnosis/independent-sources.ts';
import { aFinding, aPlace } from '#test/support/findings.ts';

/** By default the same application of the same unnamed ECU, in the same file. */
const from = (fields: Partial<Finding> & { file?: number; member?: string } = {}): Finding => {
  const { file = 0, member = null, ...rest } = fields;
  return aFinding({ ecu: '', place: aPlace(10, { file, member }), ...rest });
};

describe('two findings', () => {
  it.each<[promise: string, a: Finding, b: Finding]>([
    ['of two named ECUs, even in one file', from({ ecu: 'IVI' }), from({ ecu: 'GWAY' })],
    ['of two files in different formats', from(), from({ file: 1, format: 'syslog' })],
    ['of two files of different applications', from(), from({ file: 1, app: 'other' })],
    ['of one ECU, by two applications in two files', from({ ecu: 'IVI' }), from({ ecu: 'IVI', file: 1, app: 'other' })],
    [
      'of two members of one archive in different formats',
      from({ member: 'a' }),
      from({ member: 'b', format: 'syslog' }),
    ],
  ])('%s are independent', (_, a, b) => {
    expect(areIndependent(a, b)).toBe(true);
    expect(areIndependent(b, a)).toBe(true);
  });

  it.each<[promise: string, a: Finding, b: Finding]>([
    ['of rotated files of one logger', from(), from({ file: 1 })],
    ['of rotated files of one ECU', from({ ecu: 'IVI' }), from({ ecu: 'IVI', file: 1 })],
    ['of one file by two applications', from(), from({ app: 'other' })],
    ['of one file, though only one names its ECU', from({ ecu: 'IVI' }), from({ app: 'other', format: 'syslog' })],
    ['of two files, of which only one names its ECU', from({ ecu: 'IVI' }), from({ file: 1 })],
    ['of two members of one archive by one logger', from({ member: 'a' }), from({ member: 'b' })],
  ])('%s may be one source', (_, a, b) => {
    expect(areIndependent(a, b)).toBe(false);
    expect(areIndependent(b, a)).toBe(false);
  });
});

describe('independent sources', () => {
  it('are the first of those that repeat one another', () => {
    const [first, again, other] = [from({ ecu: 'IVI' }), from({ ecu: 'IVI', file: 1 }), from({ ecu: 'GWAY' })];
    expect(independentSources([first, again, other])).toEqual([first, other]);
  });

  it('are independent of every one before them', () => {
    const [a, b] = [from({ ecu: 'IVI' }), from({ ecu: 'GWAY' })];
    const likeBoth = from();
    expect(independentSources([a, b, likeBoth])).toEqual([a, b]);
    expect(independentSources([])).toEqual([]);
  });
});
