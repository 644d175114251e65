import { describe, expect, it } from 'vitest';
import { quotesKey } from '#src/batch/keys.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { writeJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import type { Report } from '#src/report/report.ts';
import { playScenario, SCENARIOS, type ScenarioName } from '#src/simulator/simulate.ts';
import { formatSamples } from '#test/support/format-samples.ts';
import { aggregated, diagnosed, type Files } from '#test/support/staged-batch.ts';

/** The store, and the uploaded files that were read through it. */
function watched(store: ObjectStore) {
  const read = new Set<string>();
  const note = (key: string) => void (key.startsWith('raw/') && read.add(key));
  const watching: ObjectStore = {
    ...store,
    read: (key, ...range) => {
      note(key);
      return store.read(key, ...range);
    },
    readAll: (key) => {
      note(key);
      return store.readAll(key);
    },
    async *stream(key) {
      note(key);
      yield* store.stream(key);
    },
  };
  return { store: watching, read };
}

/** As it is today: quotes that nobody stored are read from the files. */
async function rereading(files: Files): Promise<Report> {
  const batch = await aggregated(files);
  await writeJson(batch.world.store, quotesKey(batch.batchId), []);
  return diagnosed(batch);
}

describe.each(Object.keys(SCENARIOS) as ScenarioName[])('the diagnosis of "%s"', (name) => {
  it('reads no uploaded file a second time, and says what it would say if it did', async () => {
    const { files } = playScenario(name, 1);
    const batch = await aggregated(files);
    const { store, read } = watched(batch.world.store);
    const report = await diagnosed(batch, store);
    expect([...read]).toEqual([]);
    expect(report).toEqual(await rereading(files));
    expect(report.evidence.filter(({ quote }) => quote !== null).length).toBeGreaterThan(2);
  });
});

describe('quotes taken while parsing', () => {
  it.each(formatSamples())('are those that reading the file again gives: $name', async ({ bytes }) => {
    const input = () => ({
      stream: streamSource(memorySource(bytes)),
      source: memorySource(bytes),
      codecs: nodeCodecs,
    });
    const collected = await collectFile({
      ...input(),
      file: { index: 0, name: 'sample', sizeBytes: bytes.length },
      sha256: () => '',
      referenceTimeUs: 0,
      keepsQuotes: true,
    });
    const pointers = collected.evidence.flatMap(({ templates }) => templates.map(({ first }) => first));
    const again = await rereadQuotes({ open: () => ({ ...input(), referenceTimeUs: 0 }) }, pointers);
    const kept = new Map(
      collected.quotes.flatMap(({ member, quotes }) =>
        quotes.map(({ digest: _, ...quote }) => [
          pointerKey({ file: 0, member, sha256: '', digest: '', ...quote }),
          quote,
        ]),
      ),
    );
    for (const pointer of pointers) {
      const { verified, ...quote } = again.get(pointerKey(pointer)) ?? {};
      expect(verified).toBe(true);
      expect(kept.get(pointerKey(pointer))).toMatchObject(quote);
    }
  });
});
