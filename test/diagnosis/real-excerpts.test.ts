import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openQuotes } from '#src/batch/open-quotes.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { mergeEvidence } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import type { Report } from '#src/report/report.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { aContext } from '#test/support/evidence-builder.ts';

const UPLOADED_US = Date.UTC(2026, 5, 1) * 1000;

async function* streamOf(bytes: Uint8Array): ByteStream {
  yield bytes;
}

async function diagnoseExcerpt(name: string): Promise<Report> {
  const path = corpusFile(`excerpts/${name}`);
  const bytes = new Uint8Array(readFileSync(path ?? ''));
  const file = { index: 0, name, sizeBytes: bytes.length };
  const stored = { codecs: nodeCodecs, referenceTimeUs: UPLOADED_US };
  const { evidence, failed } = await collectFile({
    ...stored,
    stream: streamOf(bytes),
    file,
    sha256: () => '0'.repeat(64),
  });
  const files = async () => ({
    open: () => ({ stream: streamOf(bytes), codecs: nodeCodecs, referenceTimeUs: UPLOADED_US }),
  });
  return diagnose({
    evidence: mergeEvidence(evidence, failed),
    context: aContext({ firmware: null }),
    argusVersion: '0.1.0',
    quotes: openQuotes(files),
    knowledge: KNOWLEDGE,
  });
}

/** Real logs whose authors found the cause and said so: the corpus' manifest has their words. */
describe.skipIf(isCorpusAbsent())('a real log of which the cause is known', () => {
  it.each([
    ['ue_android_kDownloadTransferError_selinux.txt', 'payload-access-denied', 'EACCES'],
    ['ue_android_kInstallDeviceOpenError_overlayfs.txt', 'overlayfs-enabled', 'overlayfs'],
    ['ue_android_source_hash_mismatch.txt', 'source-partition-changed', 'hash of the source data'],
    ['rauc_746_dm_table.txt', 'dm-target-missing', 'Failed to load dm table'],
    ['rauc_696_dmverity_corruption.txt', 'verity-corruption', 'is corrupted'],
  ])('%s is put down to %s, by a line that says so', async (name, causeCode, words) => {
    const { evidence, finding, hypotheses, verdict } = await diagnoseExcerpt(name);
    const [leading] = hypotheses;
    expect(finding).toBe('fault');
    expect(leading).toMatchObject({ causeCode, status: 'leading' });
    expect(verdict).toBe('LIKELY');
    const quotes = evidence.filter(({ id }) => leading.evidence.includes(id)).map(({ quote }) => quote?.text ?? '');
    expect(quotes.some((text) => text.includes(words))).toBe(true);
  });

  it('ue_remarkable_6_journal.txt shows neither an end nor a fault, and is not given one', async () => {
    const { finding, hypotheses } = await diagnoseExcerpt('ue_remarkable_6_journal.txt');
    expect({ finding, hypotheses }).toEqual({ finding: 'unknown', hypotheses: [] });
  });
});
