import { describe, expect, it } from 'vitest';
import { dtcFault, readDtcs } from '#src/evidence/detect/bus/dtc-response.ts';

/** A whole response; `kept` bytes of it, all where not given. */
function codesIn(text: string, kept?: number): string[] {
  const bytes = Uint8Array.from(text.split(' '), (byte) => Number.parseInt(byte, 16));
  const message = { bytes, kept: kept ?? bytes.length, length: bytes.length };
  return readDtcs(message).map(({ code, status }) => (status === null ? code : `${code} ${status}`));
}

describe('a list of trouble codes', () => {
  it.each([
    ['UDS by status mask', '59 02 FF 04 20 00 08', ['P0420-00 8']],
    ['UDS, the supported ones', '59 0A FF C1 00 87 01', ['U0100-87 1']],
    ['UDS, of the mirror memory', '59 0F FF 04 20 13 04', ['P0420-13 4']],
    ['UDS, of emissions', '59 13 FF 04 20 00 80', ['P0420-00 128']],
    ['UDS, the permanent ones', '59 15 FF 04 20 00 08', ['P0420-00 8']],
    ['UDS, of several codes', '59 02 FF 04 20 00 08 91 23 45 09', ['P0420-00 8', 'B1123-45 9']],
    ['UDS, the first that failed', '59 0B FF 04 20 00 2F', ['P0420-00 47']],
    ['UDS, the most recent one that is confirmed', '59 0E FF 04 20 00 08', ['P0420-00 8']],
    ['UDS, with severity', '59 08 FF 20 01 04 20 00 08 40 02 C1 00 87 01', ['P0420-00 8', 'U0100-87 1']],
    ['UDS, of a memory of the maker', '59 17 01 FF 04 20 00 08', ['P0420-00 8']],
    ['UDS, world-wide harmonised', '59 42 33 FF FE 04 20 04 20 00 08 40 C1 00 87 01', ['P0420-00 8', 'U0100-87 1']],
    ['UDS, world-wide harmonised and permanent', '59 55 33 FF 04 04 20 00 08', ['P0420-00 8']],
    ['KWP', '58 02 90 02 E0 90 12 71', ['B1002 224', 'B1012 113']],
    ['KWP, the status of one', '57 01 01 71 E0', ['P0171 224']],
    ['OBD, stored', '43 02 01 71 01 74', ['P0171', 'P0174']],
    ['OBD, pending', '47 01 01 71', ['P0171']],
    ['OBD, permanent', '4A 01 C1 00', ['U0100']],
  ])('is read from %s', (_, text, codes) => {
    expect(codesIn(text)).toEqual(codes);
  });

  it.each([
    ['codes whose tests have not run', '59 02 FF 04 20 00 50'],
    ['padding', '59 02 FF 00 00 00 FF'],
    ['a code that is cut short', '59 02 FF 04 20 00'],
    ['numbers instead of codes', '59 01 FF 01 00 05 08'],
    ['a snapshot', '59 04 04 20 00 08 01 01'],
    ['no codes', '58 00 04 20 E0'],
    ['a KWP code that is cut short', '58 01 04 20'],
    ['KWP codes that the ECU could find and has not', '58 02 04 20 00 04 21 10'],
    ['OBD without a code', '43 00 01 71'],
    ['OBD padding', '43 01 00 00'],
    ['an OBD code that is cut short', '43 01 01'],
    ['another OBD service', '41 01 01 71'],
    ['another service', '62 02 FF 04 20 00 08'],
  ])('does not show %s', (_, text) => {
    expect(codesIn(text)).toEqual([]);
  });

  it.each([
    ['half of the padding is set', '59 02 FF 00 00 11 08', ['P0000-11 8']],
    ['only the number is set', '59 02 FF 01 00 00 08', ['P0100-00 8']],
    ['fewer codes came than announced', '58 03 90 02 E0', ['B1002 224']],
    ['more bytes came than announced', '43 01 01 71 01 74', ['P0171']],
  ])('is taken as it is where %s', (_, text, codes) => {
    expect(codesIn(text)).toEqual(codes);
  });

  it.each([
    ['UDS', '59 02 FF 04 20 00 08 91 23 45 09', 10, ['P0420-00 8']],
    ['KWP', '58 02 90 02 E0 90 12 71', 7, ['B1002 224']],
    ['OBD', '43 02 01 71 01 74', 5, ['P0171']],
  ])('ends with what was kept of %s', (_, text, kept, codes) => {
    expect(codesIn(text, kept)).toEqual(codes);
  });
});

describe('the fault that a trouble code is', () => {
  it('says the status where the protocol has one, and what is broken where the code names it', () => {
    expect(dtcFault({ code: 'P0101-13', status: 0x09 })).toEqual({
      kind: 'dtc',
      code: 'P0101-13',
      role: 'cause',
      title: 'The ECU reported the trouble code P0101-13',
      facts: { failureType: 'circuit open', status: '0x09', statusBits: 'testFailed confirmed' },
    });
    expect(dtcFault({ code: 'P0420-00', status: 0 }).facts).toEqual({ status: '0x00', statusBits: '' });
    expect(dtcFault({ code: 'P0171', status: null })).toMatchObject({ role: 'symptom', facts: {} });
    expect(dtcFault({ code: 'P0171', status: null }).facts).toEqual({});
  });
});
