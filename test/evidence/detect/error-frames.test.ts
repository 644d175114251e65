import { describe, expect, it } from 'vitest';
import { ErrorFrameReader } from '#src/evidence/detect/bus/error-frames.ts';
import { Moment } from '#src/evidence/detect/bus/fault-ledger.ts';

const at = { file: 0, member: null, sha256: '', offset: 0, length: 8, digest: '' };
const faultsOf = (...frames: [id: number, byte1: number][]): string[] => {
  const reader = new ErrorFrameReader();
  const source = { ecu: 'can0', app: '', context: '' };
  for (const [id, byte1] of frames) {
    const bytes = Uint8Array.of(0, byte1, 0, 0, 0, 0, 0, 0);
    reader.add({ id, bytes, moment: new Moment(Number.NaN, Number.NaN, () => at), source });
  }
  return reader.faults.map(({ kind, role, count }) => `${kind} ${role} ${count}`);
};

describe('CAN error frames', () => {
  it('tell of a controller that left the bus', () => {
    expect(faultsOf([0x40, 0], [0x40, 0])).toEqual(['can-bus-off cause 2']);
  });

  it('tell of a controller that is error passive, and not of one that only warns', () => {
    expect(faultsOf([0x04, 0x20])).toEqual(['can-error-passive symptom 1']);
    expect(faultsOf([0x04, 0x10])).toEqual(['can-error-passive symptom 1']);
    expect(faultsOf([0x04, 0x08], [0x04, 0x40])).toEqual([]);
  });

  it('tell of a frame that nobody acknowledged', () => {
    expect(faultsOf([0x20, 0])).toEqual(['can-tx-failed symptom 1']);
  });
});
