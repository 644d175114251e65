import { describe, expect, it } from 'vitest';
import { codesOf, ecuClassOf, fingerprintOf } from '#src/evidence/templates/fingerprint.ts';

const line = { ecu: 'HUT', app: 'OTA', context: 'INST', level: 'error', template: 'write failed: 0x8004 at <num>' };

describe('a fingerprint', () => {
  it('never changes within version 1', () => {
    expect(fingerprintOf(line)).toBe('v1:0ff57e99cca83de9');
  });

  it('differs when ECU, app, context, level or template differ', () => {
    const others = [
      { ...line, ecu: 'TCU' },
      { ...line, app: 'NET' },
      { ...line, context: 'BOOT' },
      { ...line, level: 'info' },
      { ...line, template: 'write failed: 0x8005 at <num>' },
    ];
    expect(new Set([line, ...others].map(fingerprintOf)).size).toBe(6);
  });

  it('is the same for two vehicles whose host names differ in their serial number', () => {
    expect(fingerprintOf({ ...line, ecu: 'tcu-004711' })).toBe(fingerprintOf({ ...line, ecu: 'tcu-004712' }));
    expect(ecuClassOf('CAM1')).not.toBe(ecuClassOf('CAM2'));
    expect(ecuClassOf('1234')).toBe('1234');
  });

  it('finds the codes that masking kept', () => {
    expect(codesOf('P0420-00 after ErrorCode::kError (7), eth<num> and 0x8004')).toEqual([
      'P0420-00',
      'ErrorCode::kError',
      '7',
      '0x8004',
    ]);
  });
});
