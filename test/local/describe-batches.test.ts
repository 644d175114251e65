import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describerOf } from '#src/knowledge/own/describe-vehicle.ts';
import { checkList } from '#src/local/choose-descriptions.ts';
import { filesBeside } from '#src/local/read-description.ts';
import { DBC } from '#test/support/dbc.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

function listOf(...entries: object[]): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'databases.json');
  writeFileSync(join(folder, 'a.dbc'), DBC);
  writeFileSync(path, JSON.stringify({ databases: entries }));
  return { folder, path };
}
const J7 = { platform: 'J7', firmware: null };

describe('the description files of a list', () => {
  it('are read once for all batches of a platform', () => {
    const { path } = listOf({ dbc: 'a.dbc', platform: 'J7' });
    const describeBatch = describerOf(filesBeside(path));
    expect(describeBatch(J7)).toBe(describeBatch(J7));
    expect(describeBatch(J7).descriptions.buses).toHaveLength(1);
    expect(describeBatch({ platform: 'J8', firmware: null }).descriptions.buses).toEqual([]);
  });

  it('are another state of knowledge when any of them has changed', () => {
    const { folder, path } = listOf({ dbc: 'a.dbc', platform: 'J7' });
    const before = describerOf(filesBeside(path))(J7).digest;
    expect(describerOf(filesBeside(path))(J7).digest).toBe(before);
    writeFileSync(join(folder, 'a.dbc'), DBC.replace('rpm', '1/min'));
    expect(describerOf(filesBeside(path))(J7).digest).not.toBe(before);
  });

  it('are all looked at when they are checked, whatever vehicle they are for', () => {
    const { path } = listOf({ dbc: 'a.dbc' }, { fibex: 'a.dbc', platform: 'J9' });
    expect(() => checkList(path)).toThrow('a.dbc" is no usable FIBEX file');
    expect(() => checkList(listOf({ dbc: 'a.dbc' }).path)).not.toThrow();
  });
});
