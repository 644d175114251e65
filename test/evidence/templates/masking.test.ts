import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SCANNED_BYTES } from '#src/evidence/templates/token-masker.ts';
import { templateOf } from './template-of.ts';

describe('a template', () => {
  it.each([
    ['took 12 ms', 'took <num> ms'],
    ['supply -12.5V, load 99%', 'supply <num>V, load <num>%'],
    ['x=-5,y=+6', 'x=<num>,y=<num>'],
    ['from 10.0.0.1:8080 and fe80::1', 'from <ip>:<num> and <ip>'],
    ['peer aa:bb:cc:dd:ee:0f left', 'peer <mac> left'],
    ['at 12:34:56.789 sharp', 'at <time> sharp'],
    ['on 2026-05-13T17:43:21.758925Z', 'on <time>'],
    ['since 2026-05-13 or 2026/05/13', 'since <time> or <time>'],
    ['id 123e4567-e89b-12d3-a456-426614174000', 'id <uuid>'],
    ['opened /data/app/x1/base.apk', 'opened <path>'],
    ['get https://h.example/p1?x=5', 'get <url>?x=<num>'],
    ['now v4.14.0-rc1+g12ab', 'now <ver>'],
    ['VIN WBA3A5C58CF256651 read', 'VIN <vin> read'],
    ['buffer at 0xdeadbeef', 'buffer at <hex>'],
    ['commit e2094a1 of 7E8', 'commit <hex> of <hex>'],
    ['key XshwEvfhAl9PqLH8y9rygETfQxZ11BR3P4mieiNAxcs=', 'key <id>='],
    ['mounted /dev/mmcblk0p1 on eth0', 'mounted /dev/mmcblk<num>p<num> on eth<num>'],
    ['[0608/152037.123885:ERROR:file_stream.cc(-1)] x', '[<num>/<num>:ERROR:file_stream.cc(<num>)] x'],
  ])('masks values: %j', (line, template) => {
    expect(templateOf(line)).toBe(template);
  });

  it.each([
    'DTC P0420 and P0420-00 and U0100 set',
    'component answered 0x8004',
    'NRC 0x72 to service 0x36',
    'finished with ErrorCode::kDownloadTransferError',
    'code ErrorCode::kInstallDeviceOpenError (7) in write',
    'errno -5 while reading',
    'error: 12',
    'exit status 1',
    'HTTP 404 Not Found',
    'onError error_code=2043',
    'Channel get operation failed (7)',
  ])('keeps codes, because they are meaning: %j', (line) => {
    expect(templateOf(line)).toBe(line);
  });

  it('masks codes too when it is told to', () => {
    expect(templateOf('DTC P0420-00, 0x8004, errno -5', false)).toBe('DTC <dtc>, <hex>, errno <num>');
  });

  it('takes rows of bytes and lists of numbers for one value', () => {
    expect(templateOf('rx 7F 22 31 FF A0 end')).toBe('rx <hex> end');
    expect(templateOf('rx 10 20 FF end')).toBe('rx <hex> end');
    expect(templateOf('took 1, 2, 33 ms')).toBe('took <num> ms');
    expect(templateOf('data 0x12 0x34 0x56')).toBe('data 0x12 <hex>');
    expect(templateOf('waited 10 be done')).toBe('waited <num> be done');
  });

  it('does not depend on padding', () => {
    expect(templateOf('  value   7\tof  12 ')).toBe(templateOf('value 10000 of 3'));
  });

  it('is cut where a line gets very long, never inside a character', () => {
    const template = templateOf(`${'ä'.repeat(MAX_SCANNED_BYTES)} 5`);
    expect(template).toMatch(/^ä+<rest>$/);
    expect(new TextEncoder().encode(template).length).toBeLessThan(MAX_SCANNED_BYTES + 10);
  });

  it('is the same whatever the numbers are', () => {
    const number = fc.integer({ min: 10_000, max: 2 ** 31 });
    fc.assert(
      fc.property(number, number, (a, b) => templateOf(`block ${a} of sda${b}`) === templateOf('block 77777 of sda1')),
    );
  });

  it('holds no digit but those of codes, whatever the line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: 'binary-ascii' }), (line) => {
        const template = templateOf(line, false).replace(/<[a-z]+>/g, '');
        expect(template).not.toMatch(/\d/);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the template of itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: 'binary-ascii' }), (line) => {
        const template = templateOf(line, false);
        expect(templateOf(template, false)).toBe(template);
      }),
      { numRuns: 2000 },
    );
  });
});
