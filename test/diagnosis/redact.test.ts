import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Redactor } from '#src/diagnosis/redact.ts';

const redact = (text: string): string => new Redactor().redact(text);

describe('redaction for a model', () => {
  it.each([
    ['VIN WVWZZZ1JZXW000001 seen', 'VIN [vin-1] seen'],
    ['vin=wvwzzz1jzxw000001', 'vin=[vin-1]'],
    ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [token-1]'],
    ['GET /f?X-Amz-Signature=0a1b2c3d&x=1', 'GET /f?X-Amz-Signature=[signature-1]&x=1'],
    ['password: hunter22', 'password: [secret-1]'],
    ['"api_key":"k-123456"', '"api_key":"[secret-1]"'],
    ['AKIAIOSFODNN7EXAMPLE', '[access-key-1]'],
    ['https://user:pa55@host/x', 'https://[credentials-1]@host/x'],
    ['mail jane.doe@example.com now', 'mail [email-1] now'],
    ['IMEI: 490154203237518', 'IMEI: [imei-1]'],
    ['lat=48.137154, lon=11.576124', 'lat=[position-1], lon=[position-2]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', '[token-1]'],
    ['-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----', '[key-1]'],
  ])('replaces the value in %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'DTC U0122-87',
    'NRC 0x72',
    '0x8004',
    'kDownloadTransferError (9)',
    'version 7.2.0-rc1',
    'internationalizat',
    '12345678901234567',
  ])('keeps %j: it is meaning, not identity', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('gives one value one mark, and two values two', () => {
    const redactor = new Redactor();
    const text = redactor.redact('a@b.de c@d.de a@b.de');
    expect(text).toBe('[email-1] [email-2] [email-1]');
    expect(redactor.restore(text)).toBe('a@b.de c@d.de a@b.de');
  });

  it('leaves marks alone that it did not make', () => {
    expect(new Redactor().restore('[email-9] [x]')).toBe('[email-9] [x]');
  });

  it('never lets a VIN through, wherever it stands', () => {
    const vin = fc
      .array(fc.constantFrom(...'ABCDEFGHJKLMNPRSTUVWXYZ0123456789'), { minLength: 13, maxLength: 13 })
      .map((chars) => `${chars.join('')}0001`)
      .filter((text) => /[A-Z]/.test(text));
    const around = fc.constantFrom('', ' ', '"', '=', '/', '(', '|', '_', '-');
    fc.assert(
      fc.property(vin, around, around, (text, before, after) => {
        expect(redact(`x ${before}${text}${after} y`)).not.toContain(text);
      }),
    );
  });

  it('takes time that grows with the text, whatever it holds', () => {
    const started = performance.now();
    for (const part of ['a', 'eyJ', 'a@', '=', 'Bearer ', '-----BEGIN A', 'http://a:', 'key=', '0', '&sig=']) {
      redact(part.repeat(50_000 / part.length));
    }
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
