import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LogFormat } from '#src/parsers/log-format.ts';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type DecodedStream, decodeStream } from './decode-stream.ts';

/** Every line that is not blank is a record. */
const EXCERPTS: [file: string, format: string, records: number][] = [
  ['mender_485_json.txt', 'jsonl', 8],
  ['mender_umbrel4_logrus.txt', 'text', 9],
  ['rauc_696_dmverity_corruption.txt', 'text', 22],
  ['rauc_746_dm_table.txt', 'text', 13],
  ['swupdate_hawkbit_channel_errors.txt', 'text', 7],
  ['ue_android_kDownloadTransferError_selinux.txt', 'logcat', 15],
  ['ue_android_kInstallDeviceOpenError_overlayfs.txt', 'logcat', 13],
  ['ue_android_source_hash_mismatch.txt', 'logcat', 19],
  ['ue_remarkable_6_journal.txt', 'syslog', 6],
];

const bytesOf = (file: string) => new Uint8Array(readFileSync(corpusFile(`excerpts/${file}`) ?? file));

function formatOf(bytes: Uint8Array): LogFormat {
  const format = findFormat(bytes, LOG_FORMATS);
  if (!format || !('createDecoder' in format)) throw new Error('not recognised');
  return format;
}

function levelsOf({ records }: DecodedStream): Record<string, number> {
  const levels: Record<string, number> = {};
  for (const record of Object.values(records)) {
    const level = record.slice(0, record.indexOf(' '));
    levels[level] = (levels[level] ?? 0) + 1;
  }
  return levels;
}

describe.skipIf(isCorpusAbsent())('real excerpts of OTA clients', () => {
  it.each(EXCERPTS)('%s is read as %s with %i records', (file, name, records) => {
    const bytes = bytesOf(file);
    const format = formatOf(bytes);
    const stream = decodeStream(format, bytes);
    expect(format.name).toBe(name);
    expect(Object.keys(stream.records)).toHaveLength(records);
    expect(stream.gaps).toEqual({});
    const lines = new TextDecoder().decode(bytes).split('\n');
    expect(lines.filter((line) => line.trim() !== '')).toHaveLength(records);
  });

  it.each([
    ['mender_umbrel4_logrus.txt', { info: 6, warn: 2, none: 1 }],
    ['rauc_696_dmverity_corruption.txt', { debug: 3, none: 19 }],
    ['swupdate_hawkbit_channel_errors.txt', { error: 7 }],
    ['ue_android_kDownloadTransferError_selinux.txt', { info: 11, error: 3, warn: 1 }],
    ['ue_android_source_hash_mismatch.txt', { info: 12, error: 7 }],
    ['ue_remarkable_6_journal.txt', { info: 5, error: 1 }],
  ])('%s claims the levels %j', (file, levels) => {
    const bytes = bytesOf(file);
    expect(levelsOf(decodeStream(formatOf(bytes), bytes))).toEqual(levels);
  });

  it('takes the year of a syslog line from the glog prefix inside it', () => {
    const bytes = bytesOf('ue_remarkable_6_journal.txt');
    const [first] = Object.values(decodeStream(formatOf(bytes), bytes).records);
    expect(first).toContain('2021-06-02T19:48:59.361387Z inferred reMarkable/update_engine/#889: I20210602');
  });
});
