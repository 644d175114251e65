import { describe, expect, it } from 'vitest';
import { joinIdentities, readIdentities } from '#src/evidence/identity/read-identities.ts';

const read = (text: string, writer: { app?: string; format?: string } = {}) =>
  readIdentities({
    text,
    ecu: '',
    app: '',
    context: '',
    level: 'info',
    timeUs: null,
    uptimeUs: null,
    format: 'text',
    ...writer,
  });
const namesIn = (text: string, writer = {}) => read(text, writer).map(({ name }) => name);

describe('a line tells whose it is', () => {
  it.each([
    ['by a VIN that it calls one', 'VIN WVWZZZ1JZXW000001 read from the gateway', ['vin']],
    ['by a VIN with its check digit', 'vehicle is 1M8GDM9AXKP042788', ['vin']],
    ['by an id of its update client', 'controllerId: car-17', ['controller-id mender']],
    ['by an id in JSON', '{"device_id":"9f3e-11"}', ['device-id mender']],
    ['by the name of a thing', 'thing name = "truck-4"', ['thing-name mender']],
  ])('%s', (_, text, names) => {
    expect(namesIn(text, { app: 'mender' })).toEqual(names);
  });

  it.each([
    ['a serial number of 17 characters', 'disk serial S3Z1NX0K123456789'],
    ['a hash', 'sha256 0123456789ABCDEF0123456789ABCDEF'],
    ['an id without a value', 'device id is not known'],
  ])('and not by %s', (_, text) => {
    expect(namesIn(text)).toEqual([]);
  });

  it('and a kernel numbers devices of its own', () => {
    expect(namesIn('pci device id: 8086', { app: 'kernel' })).toEqual([]);
  });

  it('without the VIN itself, which stays in the log', () => {
    expect(JSON.stringify(read('VIN WVWZZZ1JZXW000001'))).not.toContain('WVWZZZ1JZXW000001');
  });

  it('the same in whatever order ranges of a file are joined', () => {
    const [a, b] = [read('VIN WVWZZZ1JZXW000001'), read('VIN WVWZZZ1JZXW000002')];
    expect(joinIdentities(a, b)).toEqual(joinIdentities(b, [...a, ...b]));
  });
});
