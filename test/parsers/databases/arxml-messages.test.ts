import { describe, expect, it } from 'vitest';
import { readArxml } from '#src/parsers/databases/read-arxml.ts';
import {
  argument,
  arxmlOf,
  baseType,
  compuMethod,
  context,
  ecu,
  message,
  messages,
  unit,
} from '#test/support/arxml.ts';
import { describedMessages, nonVerbose } from '#test/support/dlt-non-verbose.ts';

const TYPES = [
  baseType('u8', 8, 'NONE'),
  baseType('s16', 16, '2C'),
  baseType('f32', 32, 'IEEE754'),
  baseType('flag', 8, 'BOOLEAN'),
  baseType('char', 8, 'UTF-8'),
  baseType('wide', 16, 'UTF-16'),
  compuMethod('Slots', { 0: 'a', 1: 'b' }),
  unit('Celsius', '°C'),
];
const FAILED = message(
  'SlotFailed',
  '0x1267',
  argument('t1', { text: 'Installation of slot' }),
  argument('slot', { base: 'u8', method: 'Slots' }),
  argument('t2', { text: 'failed at' }),
  argument('temperature', { base: 'f32', unit: 'Celsius' }),
);
const EXTRACT = arxmlOf(
  ecu('ECU1', 'OTA', 'INST'),
  context('INST', 'Set', 'SlotFailed', 'Counted', 'Grouped', 'Open'),
  messages(
    'Set',
    FAILED,
    message(
      'Counted',
      '2',
      argument('a', { base: 'char', isVariable: true }),
      argument('b', { base: 'char', length: 4 }),
      argument('c', { base: 's16', length: 2 }),
      argument('d', { base: 'wide', length: 3 }),
      argument('e', { base: 'u8', isVariable: true }),
    ),
    message(
      'Grouped',
      '3',
      argument('s', { entries: [argument('on', { base: 'flag' }), argument('n', { base: 's16' })] }),
    ),
    message(
      'Open',
      '4',
      argument('n', { base: 'u8' }),
      argument('elsewhere', { base: 'NotInThisFile' }),
      argument('m', { base: 'u8' }),
    ),
  ),
  ...TYPES,
);

const textsOf = async (source: string, ...sent: Buffer[]) =>
  describedMessages([{ catalogue: readArxml(source).catalogue, ecu: null }], ...sent);

describe('a log and trace extract in ARXML', () => {
  it('gives a non-verbose message its text, values, level and names', async () => {
    const [view] = await textsOf(EXTRACT, nonVerbose(0x1267, [1, 0, 0, 0xac, 0x42]));
    expect(view).toMatchObject({
      text: 'Installation of slot b failed at 86 °C',
      level: 'error',
      ecu: 'ECU1',
      app: 'OTA',
      context: 'INST',
    });
  });

  it('reads strings and arrays of a fixed and of a sent length', async () => {
    const data = [2, 0, 0x61, 0x62, 0x63, 0x64, 0, 0, 0xff, 0xff, 1, 0, 0x41, 0, 0, 0, 0x42, 0, 2, 0, 8, 9];
    const [view] = await textsOf(EXTRACT, nonVerbose(2, data));
    expect(view.text).toBe('Counted ab cd -1 1 A 8 9');
  });

  it('reads them in the byte order of the message', async () => {
    const data = [0, 1, 0x61, 0x63, 0x64, 0, 0, 0xff, 0xff, 0, 1, 0, 0x41, 0, 0, 0, 0x42, 0, 1, 8];
    const [view] = await textsOf(EXTRACT, nonVerbose(2, data, { isBigEndian: true }));
    expect(view.text).toBe('Counted a cd -1 1 A 8');
  });

  it('reads the members of a structure one after the other', async () => {
    expect((await textsOf(EXTRACT, nonVerbose(3, [1, 0xfe, 0xff])))[0].text).toBe('Grouped true -2');
  });

  it('shows bytes where it leaves their type open', async () => {
    expect((await textsOf(EXTRACT, nonVerbose(4, [7, 0xde, 0xad])))[0].text).toBe('Open 7 DE AD');
  });

  it('ends a text where the payload ends, whatever length is sent', async () => {
    expect((await textsOf(EXTRACT, nonVerbose(2, [0xff, 0xff, 0x61])))[0].text).toBe('Counted a');
    expect((await textsOf(EXTRACT, nonVerbose(0x1267, [1, 0])))[0].text).toBe('Installation of slot b failed at');
  });

  it('tells ECUs apart that mean different messages by one id, and says nothing of others', async () => {
    const two = arxmlOf(
      ecu('ECU1', 'OTA', 'INST'),
      ecu('ECU2', 'NAV', 'MAPS'),
      context('INST', 'One', 'SlotFailed'),
      context('MAPS', 'Two', 'MapLoaded'),
      messages('One', FAILED),
      messages('Two', message('MapLoaded', '4711', argument('t', { text: 'Map is loaded' }))),
      ...TYPES,
    );
    const views = await textsOf(
      two,
      nonVerbose(4711, [0]),
      nonVerbose(4711, [0], { ecu: 'ECU2' }),
      nonVerbose(4711, [0], { ecu: 'ECU3' }),
    );
    expect(views.map(({ text, app }) => `${app}: ${text}`)).toEqual([
      'OTA: Installation of slot a failed at',
      'NAV: Map is loaded',
      ': [4711] 00',
    ]);
  });

  it('names no writer where several share a message', async () => {
    const shared = arxmlOf(
      ecu('ECU1', 'OTA', 'INST', 'BOOT'),
      context('INST', 'Set', 'SlotFailed'),
      context('BOOT', 'Set', 'SlotFailed'),
      messages('Set', FAILED),
      ...TYPES,
    );
    expect((await textsOf(shared, nonVerbose(4711, [0])))[0]).toMatchObject({ app: 'OTA', context: '' });
  });

  it('of before R21-11 names messages, too', async () => {
    const old = arxmlOf(messages('Set', FAILED).replaceAll('LOG-AND-TRACE-MESSAGE', 'DLT-MESSAGE'), ...TYPES);
    expect((await textsOf(old, nonVerbose(4711, [0])))[0]).toMatchObject({ app: '', level: 'error' });
  });

  it.each([
    ['', 'It has no element <AUTOSAR>.'],
    ['<fx:FIBEX/>', 'Its first element is <FIBEX>, not <AUTOSAR>.'],
    [arxmlOf(), 'It describes neither a frame of CAN nor a message of DLT'],
    [EXTRACT.slice(0, 900), 'is the file cut?'],
    [EXTRACT.replace('</DLT-CONTEXT>', ''), 'It is damaged: </ELEMENTS> ends <DLT-CONTEXT>.'],
    [`<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>${EXTRACT}`, 'It declares entities of its own.'],
    [`<AUTOSAR>${'<A>'.repeat(1_000)}`, 'Its elements are nested more than 200 deep.'],
    [arxmlOf(...Array.from({ length: 257 }, (_, n) => ecu(`E${n}`, 'A'))), 'It describes more than 256 ECUs.'],
  ])('is refused in one sentence: %#', (source, reason) => {
    expect(() => readArxml(source)).toThrow(reason);
  });

  it('may hold a text that is marked as text only', () => {
    const { catalogue } = readArxml(EXTRACT.replace('failed at', '<![CDATA[<failed> & gone]]>'));
    expect(catalogue.messages.get(4711)?.[0].parts[2]).toEqual({ text: '<failed> & gone' });
  });
});
