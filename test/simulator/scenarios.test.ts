import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openQuotes } from '#src/batch/open-quotes.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { FileEvidence } from '#src/evidence/file-evidence.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { memorySource, streamSource } from '#src/parsers/byte-source.ts';
import { Report } from '#src/report/report.ts';
import { playScenario, SCENARIOS, type ScenarioName, type SimulatedSession } from '#src/simulator/simulate.ts';

const SEEDS = [1, 2026];
const REFERENCE_TIME_US = Date.UTC(2026, 10, 1) * 1000;
const names = Object.keys(SCENARIOS) as ScenarioName[];

const played = new Map<string, SimulatedSession>();

function play(name: ScenarioName, seed: number): SimulatedSession {
  const session = played.get(`${name} ${seed}`) ?? playScenario(name, seed);
  played.set(`${name} ${seed}`, session);
  return session;
}

const collected = new Map<SimulatedSession, Promise<FileEvidence[]>>();

function collect(session: SimulatedSession): Promise<FileEvidence[]> {
  const evidence = collected.get(session) ?? collectAll(session);
  collected.set(session, evidence);
  return evidence;
}

async function collectAll({ files }: SimulatedSession): Promise<FileEvidence[]> {
  const results = await Promise.all(
    files.map(({ name, bytes }, index) =>
      collectFile({
        stream: streamSource(memorySource(bytes)),
        codecs: nodeCodecs,
        file: { index, name, sizeBytes: bytes.length },
        sha256: () => createHash('sha256').update(bytes).digest('hex'),
        referenceTimeUs: REFERENCE_TIME_US,
      }),
    ),
  );
  expect(results.flatMap(({ failed }) => failed)).toEqual([]);
  return results.flatMap(({ evidence }) => evidence);
}

async function diagnoseSession(session: SimulatedSession): Promise<Report> {
  const files = async (file: number) => ({
    open: () => ({
      stream: streamSource(memorySource(session.files[file].bytes)),
      codecs: nodeCodecs,
      referenceTimeUs: REFERENCE_TIME_US,
    }),
  });
  const { truth } = session;
  const context = {
    batchId: null,
    vehicleId: 'sim-vehicle',
    platform: 'J7',
    firmware: truth.firmware,
    otaCampaignId: null,
    claimedOutcome: truth.claimedOutcome,
  };
  const evidence = mergeEvidence(await collect(session), []);
  const quotes = openQuotes(files);
  return diagnose({ evidence, context, quotes, knowledge: KNOWLEDGE, argusVersion: 'test' });
}

describe.each(names)('the simulated session "%s"', (name) => {
  it('is the same bytes for the same seed and others for another', () => {
    const digest = ({ files }: SimulatedSession) =>
      files.map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
    expect(digest(playScenario(name, 1))).toEqual(digest(play(name, 1)));
    expect(digest(play(name, 2026))).not.toEqual(digest(play(name, 1)));
  });

  it.each(SEEDS)('is read whole: as many records as were written (seed %i)', async (seed) => {
    const session = play(name, seed);
    const evidence = await collect(session);
    for (const [i, { format, records }] of session.files.entries()) {
      expect(evidence[i]).toMatchObject({ format, records: format === 'logcat' ? expect.any(Number) : records });
      expect(evidence[i].templates.reduce((sum, { count }) => sum + count, evidence[i].unmatched)).toBe(
        evidence[i].records,
      );
    }
  });

  it.each(SEEDS)('is diagnosed right by rules alone (seed %i)', async (seed) => {
    const session = play(name, seed);
    const { truth } = session;
    const report = Report.parse(await diagnoseSession(session));
    expect(report).toMatchObject({
      finding: truth.finding,
      verdict: 'CONFIRMED',
      outcome: { observed: truth.outcome },
    });
    expect(report.provenance.claimsDropped).toBe(0);
    if (truth.finding === 'no-fault') {
      expect(report.hypotheses).toEqual([]);
      return;
    }
    const [leading] = report.hypotheses;
    expect(truth.causeCodes).toContain(leading.causeCode);
    const cited = report.evidence.filter(({ id }) => leading.evidence.includes(id));
    expect(cited.every(({ quote }) => quote === null || quote.verified)).toBe(true);
    for (const { file, text } of truth.decisive) {
      const quotes = report.evidence.filter(({ quote }) => quote?.file === file).map(({ quote }) => quote?.text ?? '');
      const around = report.evidence.flatMap(({ quote }) => [...(quote?.before ?? []), ...(quote?.after ?? [])]);
      expect(
        [...quotes, ...around].some((line) => line.includes(text)),
        `${file}: ${text}`,
      ).toBe(true);
    }
  });

  it('yields the same report whatever order its files come in', async () => {
    const session = play(name, 1);
    const evidence = await collect(session);
    expect(mergeEvidence([...evidence].reverse(), [])).toEqual(mergeEvidence(evidence, []));
  });
});
