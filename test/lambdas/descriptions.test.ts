import { describe, expect, it, vi } from 'vitest';
import { DBC } from '#test/support/dbc.ts';
import { descriptionsReader } from '../../lambdas/descriptions.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const LIST = { databases: [{ dbc: 'pt/engine.dbc', platform: 'J7' }] };
const stored = (list: object, dbc = DBC) => [
  { name: 'fleet/buses/databases.json', bytes: bytes(JSON.stringify(list)) },
  { name: 'fleet/buses/pt/engine.dbc', bytes: bytes(dbc) },
];
const J7 = { platform: 'J7', firmware: null };

function reader(...versions: { mark: string; files: ReturnType<typeof stored> }[]) {
  const log = vi.fn();
  const read = vi.fn();
  let at = 0;
  const find = async () => {
    const { mark, files } = versions[Math.min(at++, versions.length - 1)];
    return {
      mark,
      read: async () => {
        read();
        return files;
      },
    };
  };
  return { descriptions: descriptionsReader(find, log), log, read };
}

describe('the databases of a deployment', () => {
  it('are those of the vehicle, named from the folder of their list', async () => {
    const { descriptions } = reader({ mark: 'a', files: stored(LIST) });
    const describeVehicle = await descriptions();
    expect(describeVehicle?.(J7).descriptions.buses).toHaveLength(1);
    expect(describeVehicle?.({ platform: 'J8', firmware: null }).descriptions.buses).toEqual([]);
  });

  it('are read anew when one has changed, and only then', async () => {
    const changed = stored(LIST, DBC.replace('rpm', '1/min'));
    const { descriptions, read } = reader(
      { mark: 'a', files: stored(LIST) },
      { mark: 'a', files: stored(LIST) },
      { mark: 'b', files: changed },
    );
    const digests = [];
    for (let n = 0; n < 3; n++) digests.push((await descriptions())?.(J7).digest);
    expect(digests[1]).toBe(digests[0]);
    expect(digests[2]).not.toBe(digests[0]);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['names a file that is not there', stored({ databases: [{ dbc: 'other.dbc' }] }), 'other.dbc" is not below'],
    ['is none', stored({ tables: [] }), 'databases.json" is wrong'],
    ['is not there', stored(LIST).slice(1), '"databases.json" is not below'],
  ])('are left out, and the log says why, when the list %s', async (_, files, reason) => {
    const { descriptions, log } = reader({ mark: 'a', files });
    expect(await descriptions()).toBeUndefined();
    expect(log.mock.calls[0][2].reason).toContain(reason);
  });

  it('are none where the deployment has none', async () => {
    expect(await descriptionsReader(async () => undefined, vi.fn())()).toBeUndefined();
  });
});
