import { describe, expect, it } from 'vitest';
import type { FileItem } from '#src/api/batch-schemas.ts';
import { skippedOf } from '../../console/files/skipped.ts';

const STREAM = {
  member: null,
  format: 'candump',
  container: null,
  streamBytes: 0,
  records: 1,
  recordBytes: 0,
  unmatched: 0,
  fromUs: null,
  toUs: null,
  isTimeInferred: false,
  gaps: { count: 0, bytes: 0, reasons: [] },
  passedOver: {},
} as const;

const file = (over: Partial<FileItem>): FileItem => ({
  file: 0,
  name: 'a',
  sizeBytes: 1,
  sha256: null,
  state: 'parsed',
  streams: null,
  failures: [],
  ...over,
});

describe('what was left out of a file', () => {
  it('is told with its reason: failures first, then damage, then what is no record', () => {
    const gaps = { count: 2, bytes: 1_500, reasons: ['a record is cut off'] };
    const passedOver = { comment: { count: 3, bytes: 90 }, 'line-end': { count: 9, bytes: 9 } };
    const failures = [{ member: 'b.log', fault: 'unreadable', message: 'It is encrypted.' }];
    expect(skippedOf(file({ failures, streams: [{ ...STREAM, gaps, passedOver }] as never }))).toEqual([
      'b.log: It is encrypted.',
      '2 damaged places, 1.5 kB: a record is cut off',
      '3 × comment, 90 B',
    ]);
  });

  it('is nothing where all of it was read, and before it was', () => {
    expect(
      skippedOf(file({ streams: [{ ...STREAM, passedOver: { blank: { count: 1, bytes: 1 } } }] as never })),
    ).toEqual([]);
    expect(skippedOf(file({}))).toEqual([]);
  });
});
