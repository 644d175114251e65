import { describe, expect, it } from 'vitest';
import { ErrorFrameReader } from '#src/evidence/detect/bus/error-frames.ts';
import { LoggedMoment } from '#src/evidence/detect/fault-ledger.ts';

const SOURCE = { ecu: 'can0', app: '20000040', context: '' };
const at = { file: 0, member: null, sha256: '', offset: 0, length: 8, digest: '' };
const faultsOf = (...frames: [id: number, byte1: number][]): string[] => {
  const reader = new ErrorFrameReader();
  for (const [id, byte1] of frames) {
    const bytes = Uint8Array.of(0, byte1, 0, 0, 0, 0, 0, 0);
    reader.add({ id, bytes, moment: new LoggedMoment(Number.NaN, Number.NaN, () => at), source: SOURCE });
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

  it('tell of no fault where the log does not say what the error was', () => {
    expect(faultsOf([0, 0], [0, 0x30])).toEqual(['can-error-frame consequence 2']);
  });

  it('are told of the bus, with its place', () => {
    const reader = new ErrorFrameReader();
    reader.add({ id: 0x40, bytes: new Uint8Array(8), moment: new LoggedMoment(1.7e15, 0, () => at), source: SOURCE });
    expect(reader.faults).toMatchObject([
      {
        vocabulary: 'can',
        title: 'A CAN controller went bus-off: it takes no more part in the bus',
        ...{ ecu: 'can0', app: '', code: null, facts: { bus: 'can0' }, firstTimeUs: 1.7e15, at: [at] },
      },
    ]);
  });

  it('of two buses are two faults', () => {
    const reader = new ErrorFrameReader();
    for (const ecu of ['can0', 'can1']) {
      const moment = new LoggedMoment(1.7e15, 0, () => at);
      reader.add({ id: 0x40, bytes: new Uint8Array(8), moment, source: { ...SOURCE, ecu } });
    }
    expect(reader.faults.map(({ ecu, count }) => [ecu, count])).toEqual([
      ['can0', 1],
      ['can1', 1],
    ]);
  });
});
