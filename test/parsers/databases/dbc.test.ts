import { describe, expect, it } from 'vitest';
import { DatabaseError, messageKey } from '#src/parsers/databases/can-database.ts';
import { signalsIn } from '#src/parsers/databases/message-signals.ts';
import { readDbc } from '#src/parsers/databases/read-dbc.ts';
import { DBC } from '#test/support/dbc.ts';
import { Random } from '#test/support/mutate.ts';

const database = readDbc(DBC);

function decoded(key: number, hex: string): Record<string, number> {
  const message = database.messages.get(key);
  const bytes = Uint8Array.from(Buffer.from(`ffff${hex}`, 'hex'));
  const found = message ? [...signalsIn(message, bytes, [2, bytes.length])] : [];
  return Object.fromEntries(found.map(({ signal, value }) => [signal.name, value]));
}

const EXTENDED = messageKey(0x18fef1fe, true);

/** What cantools gives for the same database and payloads. */
const REFERENCE: [string, number, string, Record<string, number>][] = [
  ['Intel and Motorola', 256, '0a00d8ff9c700000', { Speed: 1.25, Temp: -80, Torque: -796.5, Gear: 7 }],
  ['greatest and least values', 256, 'ffff80000fff1000', { Speed: 8191.875, Temp: -168, Torque: 127.5, Gear: 15 }],
  ['one switch', 257, '0005000000000000', { Mode: 0, A: 5 }],
  ['the same switch elsewhere', 257, '0100320000000000', { Mode: 1, B: 10 }],
  ['a switch behind a switch', 257, '02031234ff000000', { Mode: 2, Sub: 3, C: 13330 }],
  ['a range of a switch', 257, '0813feff00000000', { Mode: 8, Sub: 3, C: -2 }],
  ['floats', EXTENDED, '0000c03f40490fdb', { F: 1.5, G: 7.2831854820251465 }],
  ['a double', 302, '400921fb54442d18', { D: Math.PI }],
  ['57 bits', 304, 'f8ffffffffffff0f', { O1: -1 }],
  ['57 bits, the least', 304, '0800000000000008', { O1: 1 - 2 ** 56 }],
  ['57 bits of Motorola', 305, '1000000000000001', { O2: -(2 ** 56) }],
  ['57 bits of Motorola, the greatest', 305, '0fffffffffffffff', { O2: 2 ** 56 - 1 }],
];

describe('a DBC file', () => {
  it.each(REFERENCE)('gives the values that the reference decoder gives: %s', (_, key, hex, values) => {
    expect(decoded(key, hex)).toEqual(values);
  });

  it('gives the switch alone where none of its values fits', () => {
    expect(decoded(257, '0503feff00000000')).toEqual({ Mode: 5 });
  });

  it('gives no signal that a short frame does not reach', () => {
    expect(decoded(256, '0a00d8')).toEqual({ Speed: 1.25, Temp: -80 });
  });

  it('names values', () => {
    const gear = database.messages.get(256)?.signals.find(({ name }) => name === 'Gear');
    expect([...(gear?.texts ?? [])]).toEqual([
      [0, 'Neutral'],
      [1, 'First'],
    ]);
  });

  it.each([
    ['is something else', '{"not": "a database"}', 'It describes no message (there is no BO_ line in it).'],
    ['has a text without an end', 'VERSION "1', 'Line 1: a text begins there and does not end.'],
    ['has a message without an id', 'BO_ Engine: 8 A', 'Line 1: the id of a message is expected, not "Engine".'],
    [
      'has a signal that is cut',
      'BO_ 1 M: 8 A\n SG_ S : 0|8@1+ (1,',
      'At its end: the offset of a signal is expected, not "".',
    ],
    [
      'switches in a circle',
      'BO_ 1 M: 8 A\n SG_ S m0M : 0|8@1+ (1,0) [0|0] "" A\n SG_ T m0M : 8|8@1+ (1,0) [0|0] "" A\nSG_MUL_VAL_ 1 S T 0-0;\nSG_MUL_VAL_ 1 T S 0-0;',
      'Signals of the message M switch each other in a circle.',
    ],
  ])('that %s is refused with a sentence', (_, source, sentence) => {
    expect(() => readDbc(source)).toThrow(new DatabaseError(sentence));
  });

  it('that is damaged anywhere is read or refused, and never decodes past a payload', () => {
    const random = new Random(5);
    for (let n = 0; n < 400; n++) {
      const at = random.below(DBC.length);
      const damaged = DBC.slice(0, at) + String.fromCharCode(random.below(256)) + DBC.slice(at + random.below(9));
      try {
        for (const message of readDbc(damaged).messages.values()) {
          for (const { value } of signalsIn(message, new Uint8Array(8).fill(n), [0, 8])) expect(value).not.toBeNaN();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DatabaseError);
      }
    }
  });
});
