import { expect, test } from 'vitest';
import { lineReaders } from '#lambdas/line-reader.ts';
import { SHIPPED_READER } from '#src/evidence/vocabulary/line-reader.ts';
import { ownVocabularyText } from '#test/support/own-vocabulary.ts';

interface Stored {
  mark: string;
  texts: { name: string; text: string }[];
}

function readersOf(stored: Stored) {
  const logged: unknown[] = [];
  let reads = 0;
  const read = async () => {
    reads++;
    return stored.texts;
  };
  const find = async () => ({ mark: stored.mark, read });
  const reader = lineReaders(find, (level, message, fields) => void logged.push([level, message, fields]));
  return { reader, logged, reads: () => reads };
}

const acme = (name = 'acme-updater') => ({ name: `${name}.json`, text: ownVocabularyText({ name }) });

test('without vocabularies of its own a deployment reads with the shipped ones', async () => {
  expect(await readersOf({ mark: '', texts: [] }).reader()).toBe(SHIPPED_READER);
});

test('vocabularies are read once, and anew when one has changed', async () => {
  const stored: Stored = { mark: 'v1', texts: [acme()] };
  const { reader, reads } = readersOf(stored);
  const first = await reader();
  expect(await reader()).toBe(first);
  Object.assign(stored, { mark: 'v2', texts: [acme(), acme('other')] });
  expect((await reader()).digest).not.toBe(first.digest);
  expect(reads()).toBe(2);
});

test('one that cannot be used is left out and named in the log', async () => {
  const { reader, logged } = readersOf({ mark: 'v1', texts: [{ name: 'bad.json', text: '[]' }, acme()] });
  const { reader: good } = readersOf({ mark: 'v1', texts: [acme()] });
  expect((await reader()).digest).toBe((await good()).digest);
  expect(logged).toEqual([
    ['error', 'A vocabulary is left out', { reason: expect.stringMatching(/^bad\.json: must be an object\.$/) }],
  ]);
});
