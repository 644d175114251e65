import { describe, expect, it } from 'vitest';
import { FrameSources, NO_CHANNEL } from '#src/parsers/frames/frame-sources.ts';
import { Network, SourceTable } from '#src/parsers/source-table.ts';

function fresh() {
  const table = new SourceTable();
  return { table, sources: new FrameSources(table) };
}

describe('the sources of bus frames', () => {
  it('are named by bus and id as the field writes them, and know their network', () => {
    const { table, sources } = fresh();
    const names = [
      sources.sourceOf(sources.busNamed(Buffer.from('..can0..'), 2, 6), 0x7e8, false),
      sources.sourceOf(sources.channel(Network.can, 1), 0x7e8, true),
      sources.sourceOf(sources.channel(Network.lin, 1), 0x3c, false),
      sources.sourceOf(sources.channel(Network.ethernet, NO_CHANNEL), 0x800, false),
      sources.sourceOf(sources.channel(Network.flexray, 2), 17, false),
      sources.errorSourceOf(sources.channel(Network.can, 1)),
    ].map((source) => ({ ...table.sources[source], network: table.networkOf(source) }));
    expect(names.map(({ ecu, app, network }) => [ecu, app, network])).toEqual([
      ['can0', '7E8', Network.can],
      ['CAN1', '000007E8', Network.can],
      ['LIN1', '3C', Network.lin],
      ['Ethernet', '0800', Network.ethernet],
      ['FlexRay2', '17', Network.flexray],
      ['CAN1', 'error', Network.can],
    ]);
  });

  it('are found again, and told apart by bus, id and length of the id', () => {
    const { sources } = fresh();
    const [one, two] = [sources.channel(Network.can, 1), sources.channel(Network.can, 2)];
    const known = sources.sourceOf(one, 0x123, false);
    expect(sources.sourceOf(one, 0x123, false)).toBe(known);
    expect(sources.channel(Network.can, 1)).toBe(one);
    expect(sources.sourceOf(two, 0x123, false)).not.toBe(known);
    expect(sources.sourceOf(one, 0x123, true)).not.toBe(known);
    expect(sources.sourceOf(one, 0x124, false)).not.toBe(known);
  });

  it('stay bounded whatever a hostile log brings', () => {
    const { table, sources } = fresh();
    for (let n = 0; n < 70_000; n++) sources.sourceOf(sources.channel(Network.can, n % 60_000), n, true);
    expect(table.sources.length).toBeLessThanOrEqual(65_536);
  });
});
