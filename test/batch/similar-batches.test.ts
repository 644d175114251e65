import { describe, expect, it } from 'vitest';
import type { CaseIndex } from '#src/batch/case-index.ts';
import { findSimilar, MAX_BATCHES_PER_SIGN, rememberCase } from '#src/batch/similar-batches.ts';
import { signsOf } from '#src/diagnosis/similar/signs-of.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import { Random } from '#src/simulator/random.ts';
import { aLesson } from '#test/support/lesson-store-contract.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { memoryObjectStore } from '#test/support/memory-object-store.ts';
import { batchIdOf } from '#test/support/new-batch.ts';
import { readSession } from '#test/support/taught-session.ts';

/** Evidence that shows these failure lines, as one ECU wrote them. */
function evidenceOf(lines: readonly string[]): BatchEvidence {
  const at = { file: 0, member: null, sha256: '', offset: 0, length: 1, digest: '' };
  const templates = lines.map((template, i) => ({
    ecu: 'gwc',
    app: 'ota',
    context: '',
    level: 'error',
    template,
    fingerprint: `v1:${i}`,
    count: 1,
    failure: { weight: 50, role: 'cause', at },
  }));
  return { templates, faults: [] } as unknown as BatchEvidence;
}

const reportOf = (title: string, finding: Report['finding'] = 'fault') =>
  ({
    finding,
    verdict: 'LIKELY',
    hypotheses: [{ status: 'leading', title }],
    batch: { platform: 'J7', firmware: null },
  }) as unknown as Report;

async function remembered(batches: readonly (readonly string[])[]) {
  const ports = { cases: memoryCaseIndex(), lessons: memoryLessonStore(), store: memoryObjectStore() };
  for (const [n, lines] of batches.entries()) {
    const of = { batchId: batchIdOf(n), evidence: evidenceOf(lines), report: reportOf(`Cause ${n}`) };
    await rememberCase(ports, of);
  }
  return ports;
}

const asking = (lines: readonly string[], batchId = batchIdOf(999_999)) => ({
  batchId,
  signs: signsOf(evidenceOf(lines)),
});

describe('similar batches', () => {
  it('are ranked by what they share, the rarer the more, with what became of them', async () => {
    const ports = await remembered([['valve stuck', 'no network'], ['no network'], ['no network', 'pump dry']]);
    await ports.lessons.put(aLesson({ batchId: batchIdOf(2), cause: 'The pump ran dry' }));
    const similar = await findSimilar(ports, asking(['pump dry', 'no network']));
    expect(similar.map(({ batchId }) => batchId)).toEqual([2, 1, 0].map(batchIdOf));
    expect(similar[0]).toMatchObject({
      title: 'Cause 2',
      shared: ['pump dry', 'no network'],
      resolution: { cause: 'The pump ran dry' },
    });
    expect(similar[1]).toMatchObject({ shared: ['no network'], resolution: null });
  });

  it('are exactly those that comparing with every batch gives', async () => {
    const random = Random.of(7, 'similar');
    const words = Array.from(
      { length: 60 },
      (_, i) => `failure ${String.fromCharCode(97 + (i % 26))}${'x'.repeat(i)} happened`,
    );
    const batches = Array.from({ length: 300 }, () => words.filter((_, i) => random.next() < (i < 5 ? 0.6 : 0.05)));
    const ports = await remembered(batches);
    for (let n = 0; n < 20; n++) {
      const own = batches[n * 7];
      const found = await findSimilar(ports, asking(own, batchIdOf(n * 7)));
      const scores = batches.map((lines, i) => (i === n * 7 ? 0 : scoreOf(lines, own, { batches, self: n * 7 })));
      const best = scores.toSorted((a, b) => b - a).slice(0, 5);
      expect(found.map(({ score }) => score)).toEqual(best.map((score) => Math.round(score * 100) / 100));
    }
  });

  it('never count what too many have, and stop writing it down', async () => {
    const common = Array.from({ length: MAX_BATCHES_PER_SIGN + 1 }, () => ['all say this']);
    const ports = await remembered([['valve stuck', 'all say this'], ...common]);
    const written: string[][] = [];
    const watched: CaseIndex = {
      ...ports.cases,
      add: (card, signs) => {
        written.push([...signs]);
        return ports.cases.add(card, signs);
      },
    };
    expect((await findSimilar(ports, asking(['all say this', 'valve stuck']))).map(({ batchId }) => batchId)).toEqual([
      batchIdOf(0),
    ]);
    const next = {
      batchId: batchIdOf(5_000),
      evidence: evidenceOf(['all say this', 'valve stuck']),
      report: reportOf('x'),
    };
    await rememberCase({ cases: watched, store: ports.store }, next);
    expect(written.map((signs) => signs.length)).toEqual([1]);
  });

  it('leave out what went well, and the batch itself', async () => {
    const ports = await remembered([['valve stuck']]);
    await rememberCase(ports, {
      batchId: batchIdOf(1),
      evidence: evidenceOf(['valve stuck']),
      report: reportOf('x', 'no-fault'),
    });
    expect(await findSimilar(ports, asking(['valve stuck'], batchIdOf(0)))).toEqual([]);
    expect(await findSimilar(ports, asking(['valve stuck']))).toHaveLength(1);
  });

  it('are known by signs that slot, level, numbers and serial numbers do not change', async () => {
    const idsOf = async (text: string) => {
      const bytes = new TextEncoder().encode(`${text}\n`);
      const { evidence } = await readSession([{ name: 'x.log', bytes }], Date.UTC(2026, 5, 1) * 1_000);
      return signsOf(evidence).map(({ id }) => id);
    };
    const one = await idsOf('2026-03-01T06:00:00Z tcu-004711 otad[1]: writing to side B failed: error -5 at 1234');
    const other = await idsOf('2026-04-01T06:00:00Z tcu-815000 otad[9]: writing to side A failed: error -5 at 99');
    expect(one.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });
});

/** By comparing with every batch. */
function scoreOf(
  lines: readonly string[],
  own: readonly string[],
  { batches, self }: { batches: readonly (readonly string[])[]; self: number },
): number {
  const shared = own.filter((line) => lines.includes(line));
  return shared.reduce((sum, line) => {
    const having = batches.filter((other, i) => i !== self && other.includes(line)).length;
    return sum + Math.log((batches.length + 1) / having);
  }, 0);
}
