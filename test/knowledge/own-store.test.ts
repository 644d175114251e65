import { describe, expect, it } from 'vitest';
import { loadKnowledge } from '#src/knowledge/knowledge-base.ts';
import { type Embeddings, EmbeddingsFailed } from '#src/knowledge/own/embeddings.ts';
import type { OwnRow } from '#src/knowledge/own/own-row.ts';
import {
  addOwnRows,
  OwnKnowledgeError,
  type OwnPlace,
  openOwnKnowledge,
  withOwn,
} from '#src/knowledge/own/own-store.ts';

const ANYWHERE = { platform: null, ecus: [], components: [], firmware: [] };
const SHIPPED = loadKnowledge([]);

const aRow = (title: string, codes: string[] = []): OwnRow => ({
  id: `own-${title.toLowerCase().replaceAll(' ', '-')}`,
  title,
  text: 'It happens.',
  cause: null,
  actions: [],
  codes,
  platforms: [],
  ecus: [],
  components: [],
  firmware: null,
  source: 'list.csv, line 2',
});

interface MemoryPlace extends OwnPlace {
  files: Map<string, Uint8Array>;
  reads: string[];
}

function memoryPlace(): MemoryPlace {
  const files = new Map<string, Uint8Array>();
  const reads: string[] = [];
  return {
    name: 'memory',
    files,
    reads,
    async read(file) {
      reads.push(file);
      return files.get(file);
    },
    async publish(file, content) {
      files.set(file, content);
    },
  };
}

/** Texts about rust lie in one direction, all others in another. */
const byRust = (fails = false): Embeddings => ({
  id: 'test:rust',
  async embed(texts) {
    if (fails) throw new EmbeddingsFailed('It does not answer.');
    return texts.map((text) => Float32Array.from(/rust|corroded/i.test(text) ? [1, 0] : [0, 1]));
  },
});

describe('a user’s knowledge in its place', () => {
  it('is not read again while its version counts', async () => {
    const place = memoryPlace();
    await addOwnRows(place, [aRow('Valve stuck')], undefined);
    const first = await openOwnKnowledge(place);
    place.reads.length = 0;
    expect(await openOwnKnowledge(place, first)).toBe(first);
    expect(place.reads).toEqual(['current.json']);
    await addOwnRows(place, [aRow('Pump dry')], undefined);
    expect((await openOwnKnowledge(place, first)).rows.map(({ title }) => title)).toEqual(['Pump dry', 'Valve stuck']);
  });

  it.each(['current.json', 'rows'])('that is damaged (%s) is refused in one sentence', async (part) => {
    const place = memoryPlace();
    await addOwnRows(place, [aRow('Valve stuck')], undefined);
    for (const file of place.files.keys())
      if (file.startsWith(part)) place.files.set(file, new TextEncoder().encode('{"version":'));
    await expect(openOwnKnowledge(place)).rejects.toThrow(
      new OwnKnowledgeError('The knowledge in "memory" is damaged: add its files again.'),
    );
  });

  it('gives a diagnosis its entries with codes as rows, and the others to who asks', async () => {
    const place = memoryPlace();
    const own = await addOwnRows(place, [aRow('Valve stuck', ['P1']), aRow('Rust in the housing')], undefined);
    const base = withOwn(SHIPPED, own, { place });
    expect(base.rows.map(({ id }) => id)).toEqual(['own-valve-stuck']);
    const found = await base.own.search({ words: 'housing', scope: ANYWHERE, limit: 5 });
    expect(found.hits.map(({ row }) => row.title)).toEqual(['Rust in the housing']);
  });

  it('is asked by meaning where its vectors are of the model at hand, by words where that does not answer', async () => {
    const place = memoryPlace();
    const rows = [aRow('Rust in the housing'), aRow('Pump dry')];
    const own = await addOwnRows(place, rows, byRust());
    const titlesBy = async (embeddings: Embeddings, words: string) => {
      const { hits } = await withOwn(SHIPPED, own, { place, embeddings }).own.search({
        words,
        scope: ANYWHERE,
        limit: 1,
      });
      return hits.map(({ row }) => row.title);
    };
    expect(await titlesBy(byRust(), 'corroded')).toEqual(['Rust in the housing']);
    expect(await titlesBy(byRust(true), 'corroded')).toEqual([]);
    expect(await titlesBy(byRust(true), 'housing')).toEqual(['Rust in the housing']);
    expect(await titlesBy({ ...byRust(), id: 'test:another' }, 'corroded')).toEqual([]);
  });
});
