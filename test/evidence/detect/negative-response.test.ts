import { describe, expect, it } from 'vitest';
import {
  hexByte,
  isNegativeResponseCode,
  isProbingService,
  nrcCode,
  nrcName,
  nrcOfName,
  nrcRole,
} from '#src/evidence/detect/negative-response.ts';

describe('a negative response code', () => {
  it.each([
    [0x72, 'generalProgrammingFailure'],
    [0x22, 'conditionsNotCorrect'],
    [0xf0, 'vehicleManufacturerSpecific'],
    [0xfe, 'vehicleManufacturerSpecific'],
  ])('%i is %s', (nrc, name) => {
    expect(isNegativeResponseCode(nrc)).toBe(true);
    expect(nrcName(nrc)).toBe(name);
  });

  it.each([0x00, 0x01, 0x15, 0xef, 0xff])('%i is none', (nrc) => {
    expect(isNegativeResponseCode(nrc)).toBe(false);
  });

  it('is found by its name, however a tool writes it', () => {
    expect(['conditionsNotCorrect', 'ConditionsNotCorrect', 'CONDITIONS_NOT_CORRECT'].map(nrcOfName)).toEqual([
      0x22, 0x22, 0x22,
    ]);
    expect(nrcOfName('conditions')).toBeUndefined();
  });

  it('is written as engineers write it', () => {
    expect([hexByte(5), hexByte(0xab)]).toEqual(['0x05', '0xAB']);
    expect(nrcCode(0x72)).toBe('NRC 0x72');
  });
});

describe('the role of a refusal', () => {
  it.each([
    [0x22, 0x31, 'consequence', 'asking for what an ECU does not have'],
    [0x19, 0x11, 'consequence', 'asking for a service that it does not know'],
    [0x22, 0x10, 'consequence', 'asking, and being turned away without a reason'],
    [0x22, 0x12, 'consequence', 'asking for a sub-function that it does not know'],
    [0x22, 0x13, 'consequence', 'asking in a form that it does not know'],
    [0x22, 0x14, 'consequence', 'asking for more than fits'],
    [0x22, 0x21, 'consequence', 'asking while it is busy'],
    [0x22, 0x22, 'consequence', 'asking at the wrong time'],
    [0x22, 0x33, 'consequence', 'asking without the rights'],
    [0x22, 0x34, 'consequence', 'asking without having been authenticated'],
    [0x22, 0x7e, 'consequence', 'asking in another session'],
    [0x22, 0x7f, 'consequence', 'asking in another session for a service'],
    [0x22, 0x86, 'cause', 'a physical condition, whatever was asked'],
    [0x2e, 0x31, 'symptom', 'a write that was turned away'],
    [0x34, 0x70, 'symptom', 'a download that was turned away'],
    [0x27, 0x35, 'cause', 'a wrong key'],
    [0x36, 0x73, 'cause', 'a lost block'],
    [0x34, 0xf5, 'symptom', "a code of the maker's own"],
  ])('of service %i with code %i is a %s: %s', (service, nrc, role) => {
    expect(nrcRole(nrc, service)).toBe(role);
  });

  it.each([0x10, 0x11, 0x27, 0x28, 0x29, 0x2e, 0x31, 0x34, 0x35, 0x36, 0x37, 0x38, 0x3d, 0x84, 0x85, 0x87])(
    'weighs when a request to change the ECU is refused: service %i',
    (service) => {
      expect(nrcRole(0x22, service)).toBe('symptom');
    },
  );

  it.each([
    [0x01, true],
    [0x02, true],
    [0x06, true],
    [0x08, true],
    [0x09, true],
    [0x19, true],
    [0x1a, true],
    [0x21, true],
    [0x22, true],
    [0x23, true],
    [0x24, true],
    [0x2a, true],
    [0x3e, true],
    [0x10, false],
    [0x34, false],
  ])('service %i only asks what an ECU is and has: %s', (service, isAsking) => {
    expect(isProbingService(service)).toBe(isAsking);
  });
});
