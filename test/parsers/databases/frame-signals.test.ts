import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { DescribedBus } from '#src/parsers/databases/frame-signals.ts';
import { readDbc } from '#src/parsers/databases/read-dbc.ts';
import { DBC } from '#test/support/dbc.ts';
import { chunksOf } from '#test/support/read-log.ts';

const LOG = `(1696758378.547717) can0 100#0A00D8FF9C700000
(1696758378.557717) can0 100#0B00D8FF9C700000
(1696758378.567717) can1 101#0005000000000000
(1696758378.577717) can0 100#R8
(1696758378.587717) can0 18FEF1FE#0000C03F40490FDB
(1696758378.597717) can0 123#00
`;

async function seriesOf(...buses: Partial<DescribedBus>[]) {
  const database = readDbc(DBC);
  const { evidence } = await collectFile({
    stream: chunksOf(Buffer.from(LOG), () => 50),
    codecs: nodeCodecs,
    file: { index: 0, name: 'can.log', sizeBytes: LOG.length },
    sha256: () => '',
    referenceTimeUs: 0,
    descriptions: { buses: buses.map((bus) => ({ database, bus: null, signals: null, ...bus })), ecus: [] },
  });
  return evidence[0].series.map(({ ecu, name, count, min, max, unit }) =>
    `${ecu} ${name} ${count} ${min}-${max} ${unit}`.trim(),
  );
}

describe('signals of frames', () => {
  it('become series of their bus, in their unit', async () => {
    expect(await seriesOf({})).toEqual([
      'can0 Engine.Speed 2 1.25-1.375 rpm',
      'can0 Engine.Temp 2 -80--80 degC',
      'can0 Engine.Torque 2 -796.5--796.5 Nm',
      'can0 Engine.Gear 2 7-7',
      'can1 Mux.Mode 1 0-0',
      'can1 Mux.A 1 5-5',
      'can0 Extended.F 1 1.5-1.5 A',
      'can0 Extended.G 1 7.28319-7.28319 A'.replaceAll('7.28319', '7.2831854820251465'),
    ]);
  });

  it('are those that were chosen, of the bus that was named', async () => {
    expect(await seriesOf({ bus: 'can1' })).toEqual(['can1 Mux.Mode 1 0-0', 'can1 Mux.A 1 5-5']);
    expect(await seriesOf({ signals: ['Engine.T*', 'Mux.A'] })).toEqual([
      'can0 Engine.Temp 2 -80--80 degC',
      'can0 Engine.Torque 2 -796.5--796.5 Nm',
      'can1 Mux.A 1 5-5',
    ]);
  });

  it('are none without a description', async () => {
    expect(await seriesOf()).toEqual([]);
  });
});
