import { describe, expect, it } from 'vitest';
import { SenderMoment } from '#src/evidence/detect/bus/sender-moment.ts';
import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

const batch = new RecordBatch(new SourceTable());
const pointers: number[] = [];

/** Says at once where the record lies, as a pointer that needs its bytes must. */
const pointTo = ({ start }: RecordBatch, i: number) => {
  pointers.push(i);
  const offset = start[i];
  return (): EvidencePointer => ({ file: 0, member: null, sha256: '', offset, length: 8, digest: '' });
};

function momentAt(i: number, offset: number): SenderMoment {
  batch.start[i] = offset;
  batch.timeUs[i] = offset * 10;
  const moment = new SenderMoment(pointTo);
  moment.mark(batch, i);
  return moment;
}

describe('the moment of a sender', () => {
  it('makes no pointer that nobody wants', () => {
    const before = pointers.length;
    momentAt(3, 40).mark(batch, 4);
    expect(pointers).toHaveLength(before);
  });

  it('points at its record when the batch has gone, once it was settled', () => {
    const moment = momentAt(3, 40);
    moment.settle();
    batch.start[3] = 9000;
    expect(moment.at.offset).toBe(40);
    expect(moment.timeUs).toBe(400);
  });

  it('that is held stays what it is when the sender speaks again', () => {
    const moment = momentAt(3, 40);
    const held = moment.held();
    batch.start[5] = 70;
    batch.timeUs[5] = Number.NaN;
    batch.uptimeUs[5] = 12;
    moment.mark(batch, 5);
    expect(held).toMatchObject({ timeUs: 400, clockUs: 400, at: { offset: 40 } });
    expect(moment).toMatchObject({ timeUs: null, clockUs: 12, at: { offset: 70 } });
  });

  it('copied from another points where that one did', () => {
    const asked = momentAt(1, 8);
    asked.copy(momentAt(3, 40));
    expect(asked.at.offset).toBe(40);
  });
});
