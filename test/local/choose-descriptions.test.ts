import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseBeside } from '#src/local/choose-descriptions.ts';
import { readBus, UnusableDescription } from '#src/local/read-description.ts';
import { arxmlOf, cluster, context, ecu, frame, message, messages, pdu, signal } from '#test/support/arxml.ts';
import { DBC } from '#test/support/dbc.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function listOf(...databases: object[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.dbc'), DBC);
  const path = join(folder, 'databases.json');
  writeFileSync(path, JSON.stringify({ databases: databases.map((entry) => ({ dbc: 'a.dbc', ...entry })) }));
  return path;
}

const vehicle = (platform: string | null, from: string | null, to: string | null = null) => ({
  platform,
  firmware: from === null && to === null ? null : { from, to },
});
const busesOf = (path: string, of: ReturnType<typeof vehicle>) => chooseBeside(path, of).buses.map(({ bus }) => bus);

describe('databases of a list', () => {
  const list = () =>
    listOf(
      { platform: 'J7', firmware: '>=4.1 <5', ecu: 'can0', signals: ['Engine.*'] },
      { platform: 'J8', ecu: 'can1' },
      { ecu: 'can2' },
    );

  it('are those of the platform and of the firmware that ran', () => {
    const path = list();
    expect(busesOf(path, vehicle('J7', '4.2.0', '5.0.0'))).toEqual(['can0', 'can2']);
    expect(busesOf(path, vehicle('J7', '5.0.0'))).toEqual(['can2']);
    expect(busesOf(path, vehicle('J8', null))).toEqual(['can1', 'can2']);
  });

  it('are not those of a platform or firmware that nobody named', () => {
    const path = list();
    expect(busesOf(path, vehicle(null, null))).toEqual(['can2']);
    expect(busesOf(path, vehicle('J7', null))).toEqual(['can2']);
    expect(busesOf(path, vehicle('J7', null, '4.9'))).toEqual(['can0', 'can2']);
  });

  it('bring their choice of signals', () => {
    expect(chooseBeside(list(), vehicle('J7', '4.2')).buses[0].signals).toEqual(['Engine.*']);
  });

  it('may be AUTOSAR files: one names frames of a bus and messages of an ECU', () => {
    const path = listOf({ dbc: undefined, arxml: 'a.arxml', cluster: 'PT', ecu: 'can0', signals: ['F.*'] });
    const arxml = arxmlOf(
      cluster('PT', { 1: 'F' }),
      frame('F', 'I-SIGNAL-I-PDU', 'P'),
      pdu('P', signal('S', { bits: 8, start: 0 })),
      ecu('ECU1', 'OTA', 'INST'),
      context('INST', 'Set', 'M'),
      messages('Set', message('M', '7')),
    );
    writeFileSync(join(dirname(path), 'a.arxml'), arxml);
    const { buses, ecus } = chooseBeside(path, vehicle(null, null));
    expect(buses).toMatchObject([{ bus: 'can0', signals: ['F.*'] }]);
    expect(buses[0].database.messages.get(1)?.name).toBe('F');
    expect(ecus).toMatchObject([{ ecu: 'can0' }]);
    expect(ecus[0].catalogue.messages.get(7)).toMatchObject([{ app: 'OTA' }]);
    writeFileSync(join(dirname(path), 'a.arxml'), arxml.replace('>PT<', '>Body<'));
    expect(() => chooseBeside(path, vehicle(null, null))).toThrow('no usable ARXML file. It has no CAN cluster "PT"');
  });

  it('that cannot be used are refused with a sentence that names the file', () => {
    const folder = temporaryFolder();
    expect(() => readBus(join(folder, 'none.dbc'))).toThrow(UnusableDescription);
    writeFileSync(join(folder, 'text.dbc'), 'hello');
    expect(() => readBus(join(folder, 'text.dbc'))).toThrow('text.dbc" is no usable DBC file. It describes no message');
    writeFileSync(join(folder, 'a.dbc'), arxmlOf());
    expect(() => readBus(join(folder, 'a.dbc'))).toThrow('It begins as an AUTOSAR description (ARXML) does.');
    expect(() => chooseBeside(join(folder, 'text.dbc'), vehicle(null, null))).toThrow('is no JSON');
    expect(() => chooseBeside(listOf({ firmware: 'new' }), vehicle(null, null))).toThrow('databases.0.firmware');
  });
});
