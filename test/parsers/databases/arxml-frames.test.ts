import { describe, expect, it } from 'vitest';
import { messageKey } from '#src/parsers/databases/can-database.ts';
import { signalsIn } from '#src/parsers/databases/message-signals.ts';
import { readArxml } from '#src/parsers/databases/read-arxml.ts';
import { arxmlOf, baseType, cluster, compuMethod, frame, multiplexed, pdu, signal, unit } from '#test/support/arxml.ts';

const TYPES = [
  baseType('s8', 8, '2C'),
  baseType('f32', 32, 'IEEE754'),
  baseType('text', 8, 'UTF-8'),
  compuMethod('Rpms', { 65535: 'Invalid' }, [0.125, -40]),
  compuMethod('Gears', { 0: 'Neutral', 1: 'Drive' }),
  unit('Rpm', '1/min'),
];
const SYSTEM = [
  pdu(
    'EngineData',
    signal('Speed', { bits: 16, start: 0, method: 'Rpms', unit: 'Rpm' }),
    signal('Torque', { bits: 12, start: 39, isBigEndian: true }),
    signal('Temp', { bits: 8, start: 16, base: 's8' }),
    signal('Gear', { bits: 4, start: 44, method: 'Gears' }),
    signal('Vin', { bits: 64, start: 0, base: 'text' }),
  ),
  pdu('Rest', signal('Load', { bits: 32, start: 0, base: 'f32' })),
  pdu('Off', signal('Mode', { bits: 8, start: 0, method: 'Gears' }), signal('Since', { bits: 8, start: 8 })),
  pdu('On', signal('Mode_', { bits: 8, start: 0 }), signal('Power', { bits: 16, start: 15, isBigEndian: true })),
  multiplexed('Either', 'Off', 'On'),
  frame('Engine', 'I-SIGNAL-I-PDU', 'EngineData'),
  frame('Behind', 'I-SIGNAL-I-PDU', 'Rest', 32),
  frame('Switched', 'MULTIPLEXED-I-PDU', 'Either'),
  ...TYPES,
];
const { database } = readArxml(
  arxmlOf(cluster('PT', { 256: 'Engine', 257: 'Behind', 258: 'Switched', 419361278: 'Engine' }), ...SYSTEM),
);

function valuesIn(id: number, data: number[], isExtended = false): string[] {
  const message = database.messages.get(messageKey(id, isExtended));
  if (message === undefined) return [];
  return Array.from(
    signalsIn(message, Uint8Array.from(data), [0, data.length]),
    ({ signal: { name, unit: shown, texts }, raw, value }) =>
      `${message.name}.${name} ${texts.get(raw) ?? value} ${shown}`.trim(),
  );
}

describe('a system description in ARXML', () => {
  it('names the signals of a frame, with units, scales, signs and texts', () => {
    expect(valuesIn(256, [10, 0, 0xd8, 0, 0x9c, 0x10, 0, 0])).toEqual([
      'Engine.Speed -38.75 1/min',
      'Engine.Torque 2497',
      'Engine.Temp -40',
      'Engine.Gear Drive',
    ]);
    expect(valuesIn(256, [0xff, 0xff])).toEqual(['Engine.Speed Invalid 1/min']);
  });

  it('tells 29-bit ids from 11-bit ones', () => {
    expect(valuesIn(419361278, [0, 0], true)).toEqual(['Engine.Speed -40 1/min']);
    expect(valuesIn(256, [0, 0], true)).toEqual([]);
  });

  it('counts the places of a PDU from where it begins in its frame', () => {
    expect(valuesIn(257, [9, 9, 9, 9, 0, 0, 0x80, 0x3f])).toEqual(['Behind.Load 1']);
  });

  it('names the signals of that part which the selector says is there', () => {
    expect(valuesIn(258, [0, 7, 0, 0, 0, 0, 0, 0])).toEqual(['Switched.Mode Neutral', 'Switched.Since 7']);
    expect(valuesIn(258, [1, 1, 2, 0, 0, 0, 0, 0])).toEqual(['Switched.Mode Drive', 'Switched.Power 258']);
    expect(valuesIn(258, [2, 1, 2, 0, 0, 0, 0, 0])).toEqual(['Switched.Mode 2']);
  });

  it('reads what is behind a signature', () => {
    const secured =
      '<SECURED-I-PDU><SHORT-NAME>Safe</SHORT-NAME><LENGTH>8</LENGTH>' +
      '<PAYLOAD-REF DEST="PDU-TRIGGERING">/Log/PT/Channel/Inner</PAYLOAD-REF></SECURED-I-PDU>';
    const inner =
      '<PDU-TRIGGERINGS><PDU-TRIGGERING><SHORT-NAME>Inner</SHORT-NAME>' +
      '<I-PDU-REF DEST="I-SIGNAL-I-PDU">/Log/EngineData</I-PDU-REF></PDU-TRIGGERING></PDU-TRIGGERINGS>';
    const file = arxmlOf(
      cluster('PT', { 1: 'Sealed' }, inner),
      frame('Sealed', 'SECURED-I-PDU', 'Safe'),
      secured,
      ...SYSTEM,
    );
    const [sealed] = readArxml(file).database.messages.values();
    expect(sealed.signals.map(({ name }) => name)).toEqual(['Speed', 'Torque', 'Temp', 'Gear']);
  });

  it('names no frame that two clusters mean differently, unless one of them is chosen', () => {
    const file = arxmlOf(
      cluster('PT', { 1: 'Engine', 2: 'Engine' }),
      cluster('Body', { 1: 'Behind', 2: 'Engine' }),
      ...SYSTEM,
    );
    const namesOf = (chosen: string | null) =>
      Array.from(readArxml(file, chosen).database.messages.values(), ({ id, name }) => `${id} ${name}`);
    expect(namesOf(null)).toEqual(['2 Engine']);
    expect(namesOf('Body')).toEqual(['1 Behind', '2 Engine']);
    expect(() => namesOf('Chassis')).toThrow('It has no CAN cluster "Chassis", but "PT", "Body".');
  });

  it('is refused where few PDUs would describe signals without end', () => {
    const ids = Object.fromEntries(Array.from({ length: 501 }, (_, id) => [id, `F${id}`]));
    const frames = Object.values(ids).map((name) => frame(name, 'I-SIGNAL-I-PDU', 'Wide'));
    const placed = Array.from({ length: 500 }, (_, n): [string, string] => [
      '',
      signal(`S${n}`, { bits: 1, start: 0 })[1],
    ]);
    const file = arxmlOf(cluster('PT', ids), ...frames, pdu('Wide', ...placed));
    expect(() => readArxml(file)).toThrow('It describes more signals than any vehicle has.');
  });

  it('reads a frame once, however many ids it has', () => {
    const file = arxmlOf(cluster('PT', { 1: 'Engine', 2: 'Engine' }), ...SYSTEM);
    const [one, other] = readArxml(file).database.messages.values();
    expect([one.id, other.id]).toEqual([1, 2]);
    expect(other.signals).toBe(one.signals);
  });

  it('is refused where short names would be paths without end', () => {
    const open = `<AR-PACKAGE><SHORT-NAME>${'n'.repeat(10_000)}</SHORT-NAME>`.repeat(100);
    const units = Array.from({ length: 300 }, (_, n) => unit(`U${n}`, 'km'));
    const file = arxmlOf(open, ...units, '</AR-PACKAGE>'.repeat(100));
    expect(() => readArxml(file)).toThrow('Its short names are longer than those of any vehicle.');
  });
});
