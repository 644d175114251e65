import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrameDetectors, type FrameFindings } from '#src/evidence/detect/detectors.ts';
import { candumpFormat } from '#src/parsers/candump/candump-format.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { faultWords } from '#test/support/bus-traffic.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { saidBy } from './inspect.ts';

function read(path: string): Buffer {
  return readFileSync(corpusFile(path) ?? path);
}

function framesOf(path: string): FrameFindings {
  const bytes = new Uint8Array(read(path));
  const sources = new SourceTable();
  const decoder = candumpFormat.createDecoder({ sources, referenceTimeUs: 0 });
  const at = (batch: RecordBatch, i: number) => ({ offset: batch.start[i], length: batch.end[i] - batch.start[i] });
  const detectors = new FrameDetectors(sources, (batch, i) => {
    const place = at(batch, i);
    return () => ({ file: 0, member: null, sha256: '', digest: '', ...place });
  });
  const batch = new RecordBatch(sources);
  const window = { bytes, end: bytes.length, offset: 0, isLast: true };
  for (let used = 0; used < bytes.length; ) {
    batch.reset(window);
    used = decoder.decode(window, used, batch);
    detectors.addAll(batch);
  }
  return detectors.finish();
}

const causesIn = (path: string): string[] => [
  ...new Set(
    read(path)
      .toString('utf8')
      .split('\n')
      .flatMap((line) => saidBy(line))
      .filter((word) => word.startsWith('cause ')),
  ),
];

describe.skipIf(isCorpusAbsent())('real bus logs', () => {
  it('show the 2,818 refusals of a heat pump, grouped, and no update', () => {
    const found = framesOf('candump/open3e_candump.log');
    expect(faultWords(found)).toEqual([
      'consequence isotp-incomplete x229',
      'consequence uds-negative-response NRC 0x22 x1916',
      'consequence uds-negative-response NRC 0x31 x902',
      'consequence uds-response-timeout SID 0x22 x2',
    ]);
    expect(found.phases).toEqual([]);
  });

  it.each(['candump/icsim_sample-can.log', 'candump/prettyj1939_candump.log'])('yield no fault: %s', (path) => {
    expect(framesOf(path)).toEqual({ faults: [], phases: [], outcomes: [] });
  });
});

describe.skipIf(isCorpusAbsent())('real lines whose cause their author stated', () => {
  it.each([
    ['excerpts/ue_android_kDownloadTransferError_selinux.txt', ['cause access-denied EACCES']],
    ['excerpts/ue_android_kInstallDeviceOpenError_overlayfs.txt', ['cause overlayfs-enabled']],
    ['excerpts/ue_android_source_hash_mismatch.txt', ['cause source-hash-mismatch']],
    ['excerpts/rauc_696_dmverity_corruption.txt', ['cause verity-corruption']],
    ['excerpts/rauc_746_dm_table.txt', ['cause dm-table-rejected']],
    ['excerpts/mender_485_json.txt', []],
    ['excerpts/mender_umbrel4_logrus.txt', []],
    ['excerpts/ue_remarkable_6_journal.txt', []],
  ])('give it and nothing else: %s', (path, causes) => {
    expect(causesIn(path)).toEqual(causes);
  });
});
