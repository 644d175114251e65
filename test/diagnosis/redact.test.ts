import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redaction } from '#src/diagnosis/redact.ts';
import { growthOf } from '#test/support/growth.ts';

const hide = (text: string, vehicleId = ''): string => new Redaction(vehicleId).hide(text);

const VIN = fc
  .array(fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'), { minLength: 13, maxLength: 13 })
  .map((chars) => `${chars.join('')}0001`)
  .filter((text) => /[A-Z]/.test(text));

describe('redaction for a language model', () => {
  it.each([
    ['VIN WVWZZZ1JZXW000001 seen', 'VIN [VIN-1] seen'],
    ['vin=wvwzzz1jzxw000001', 'vin=[VIN-1]'],
    ['62 F1 90 57 56 57 5A 5A 5A 31 4A 5A 58 57 30 30 30 30 30 31', '62 F1 90 [VIN-1]'],
    ['62f1905756575a5a5a314a5a5857303030303031', '62f190[VIN-1]'],
    ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [SECRET-1]'],
    ['Authorization: Basic dXNlcjpwYXNzMQ==', 'Authorization: Basic [SECRET-1]'],
    ['GatewayToken 4e1a0b7c2f', 'GatewayToken [SECRET-1]'],
    ['GET /f?X-Amz-Signature=0a1b2c3d&x=1', 'GET /f?X-Amz-Signature=[SECRET-1]&x=1'],
    ['password: hunter', 'password: [SECRET-1]'],
    ['wifi_passwd="correct horse"', 'wifi_passwd="[SECRET-1] horse"'],
    ['"api_key":"k-123456"', '"api_key":"[SECRET-1]"'],
    ['AKIAIOSFODNN7EXAMPLE', '[SECRET-1]'],
    ['https://user:pa55@host/x', 'https://user:[SECRET-1]@host/x'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[SECRET-1]'],
    ['-----BEGIN EC PRIVATE KEY----- MIIabc -----END', '[SECRET-1]'],
    ['mail jane.doe@example.com now', 'mail [PERSON-1] now'],
    ['IMEI: 490154203237518', 'IMEI: [DEVICE-1]'],
    ['eth0 02:00:5e:10:00:01 up', 'eth0 [DEVICE-1] up'],
    ['lat=48.137154, lon=-11.576124', 'lat=[PLACE-1], lon=[PLACE-2]'],
  ])('hides the value in %j', (text, expected) => {
    expect(hide(text)).toBe(expected);
  });

  it.each([
    'DTC U0122-87',
    'NRC 0x72',
    '0x8004',
    'kDownloadTransferError (9)',
    'version 7.2.0-rc1',
    'internationalizat',
    '12345678901234567',
    'signature: invalid',
    'token: expired',
    'EPS bearer activated',
    'serial console started',
    '2026-05-13 08:00:00',
    '22 F1 90',
  ])('leaves %j alone: it is meaning, not identity', (text) => {
    expect(hide(text)).toBe(text);
  });

  it('hides the vehicle id wherever it stands as a word of its own', () => {
    expect(hide('fleet-7/42 sent, xfleet-7/42y not', 'fleet-7/42')).toBe('[VEHICLE-1] sent, xfleet-7/42y not');
  });

  it('does not take a short vehicle id for one, or a word: it is as likely one of the log', () => {
    expect(hide('slot 7 of 7', '7')).toBe('slot 7 of 7');
    expect(hide('unknown reason', 'unknown')).toBe('unknown reason');
  });

  it('gives one text one name, and two texts two', () => {
    expect(hide('a@b.de c@d.de a@b.de')).toBe('[PERSON-1] [PERSON-2] [PERSON-1]');
  });

  it('restores to the letter, even text that looks like its own names', () => {
    const piece = fc.oneof(
      fc.string(),
      VIN,
      fc.constantFrom('[VIN-1]', '[SECRET-2]', '[', ']', 'a@b.de', 'password=x1y2z3', '-1]', '[VIN-'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const redaction = new Redaction('WVWZZZ1JZXW000001');
        const text = pieces.join('');
        expect(redaction.restore(redaction.hide(text))).toBe(text);
      }),
    );
  });

  it('leaves names alone that it did not give', () => {
    expect(new Redaction('').restore('[PERSON-9] [x]')).toBe('[PERSON-9] [x]');
  });

  it('never lets a VIN through, wherever it stands', () => {
    const around = fc.constantFrom('', ' ', '"', '=', '/', '(', '|', '_', '-');
    fc.assert(
      fc.property(VIN, around, around, (text, before, after) => {
        expect(hide(`x ${before}${text}${after} y`)).not.toContain(text);
        const hex = Buffer.from(text).toString('hex');
        expect(hide(`x ${before}${hex}${after} y`)).not.toContain(hex);
      }),
    );
  });

  it('takes time that grows with the text, whatever it holds', () => {
    for (const part of [
      'a',
      'eyJ',
      'a@',
      '=',
      'Bearer ',
      '-----BEGIN A',
      'http://a:',
      'key=',
      '0',
      '&sig=',
      '31 ',
      '1a',
      'token="',
    ]) {
      expect(growthOf((size) => hide(part.repeat((12_500 * size) / part.length)))).toBeLessThan(10);
    }
  });
});
