import { expect, test } from 'vitest';
import { knowledgeReader } from '#lambdas/knowledge.ts';
import { addOwnRows, OwnKnowledgeError, type OwnPlace } from '#src/knowledge/own/own-store.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';

const ROW = {
  id: 'own-valve-stuck',
  title: 'Valve stuck',
  text: 'It does not move.',
  cause: 'Rust',
  actions: [],
  codes: ['P1234'],
  platforms: [],
  ecus: [],
  components: [],
  firmware: null,
  source: 'list.csv, line 2',
};

function placeWith(files = new Map<string, Uint8Array>()): OwnPlace {
  return {
    name: 's3://bucket/knowledge/',
    read: async (file) => files.get(file),
    publish: async (file, content) => void files.set(file, content),
  };
}

test('a deployment without knowledge of its own has the shipped rows', async () => {
  expect(await knowledgeReader(undefined, () => {})()).toBe(KNOWLEDGE);
});

test('a user’s rows join the shipped ones, and a changed list counts for the next diagnosis', async () => {
  const place = placeWith();
  await addOwnRows(place, [ROW], undefined);
  const read = knowledgeReader({ place }, () => {});
  const first = await read();
  expect(first.rows.length).toBe(KNOWLEDGE.rows.length + 1);
  expect(await read()).toBe(first);
  await addOwnRows(place, [{ ...ROW, id: 'own-pump-dry', title: 'Pump dry' }], undefined);
  expect((await read()).rows.length).toBe(KNOWLEDGE.rows.length + 2);
});

test('knowledge that cannot be read is left out and logged: the batch is diagnosed all the same', async () => {
  const logged: unknown[] = [];
  const place: OwnPlace = {
    ...placeWith(),
    read: async () =>
      Promise.reject(new OwnKnowledgeError('"s3://bucket/knowledge/current.json" cannot be read (AccessDenied).')),
  };
  const read = knowledgeReader({ place }, (level, message, fields) => void logged.push([level, message, fields]));
  expect(await read()).toBe(KNOWLEDGE);
  expect(logged).toEqual([
    ['error', 'The knowledge of this deployment is left out', { reason: expect.stringContaining('AccessDenied') }],
  ]);
});
