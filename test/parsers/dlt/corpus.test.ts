import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dltFormat } from '#src/parsers/dlt/dlt-format.ts';
import { Flag } from '#src/parsers/record-batch.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { coverageErrors, decodeAll, type PlainRecord } from './decode-all.ts';

interface Expected {
  records: number;
  first?: string;
  last?: string;
  /** As the manifest counts them: `log info 44`, with dlt-convert's words for what is no log message. */
  levels: Record<string, number>;
  sources: Record<string, number>;
}

/** The manifest's `expected`, word for word; two samples that dlt-convert cannot read are described in prose there. */
const BY_HAND: Record<string, Expected> = {
  'dlt/covesa_testfile-v2.dlt': { records: 1, levels: { warn: 1 }, sources: { 'ECU1/LOGGER/TESTER': 1 } },
  'dlt/viewer_testfile.dlt': { records: 1, levels: { info: 1 }, sources: { 'ECU1/logd/RBUF': 1 } },
};

const SAMPLE = /dlt-convert -c = (\d+); (\S+ \S+) \.\. (\S+ \S+); ([^;]+); ([^;]+)$/;

function expectedOf(entry: { file: string; expected: string }): Expected {
  const sample = SAMPLE.exec(entry.expected);
  if (!sample) return BY_HAND[entry.file];
  const [, records, first, last, levels, sources] = sample;
  return {
    records: Number(records),
    first,
    last,
    levels: counts(levels, levelName),
    sources: counts(sources, sourceName),
  };
}

function counts(list: string, rename: (name: string) => string): Record<string, number> {
  const rows = list.split(', ').map((row) => {
    const space = row.lastIndexOf(' ');
    return [rename(row.slice(0, space)), Number(row.slice(space + 1))] as const;
  });
  return sum(rows);
}

function sum(rows: (readonly [string, number])[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [name, count] of rows) total[name] = (total[name] ?? 0) + count;
  return total;
}

/** dlt-convert says `log info`; control messages, traces and messages without extended header have no level. */
function levelName(words: string): string {
  return words.startsWith('log ') ? words.slice(4) : 'none';
}

/** dlt-convert pads ids with dashes. */
function sourceName(name: string): string {
  return name
    .split('/')
    .map((id) => id.replace(/-+$/, ''))
    .join('/');
}

function countBy(records: PlainRecord[], of: (record: PlainRecord) => string): Record<string, number> {
  return sum(records.map((record) => [of(record), 1] as const));
}

function timeText(timeUs: number): string {
  const [date, time] = new Date(Math.floor(timeUs / 1000)).toISOString().split('T');
  return `${date.replaceAll('-', '/')} ${time.slice(0, 8)}.${String(timeUs % 1e6).padStart(6, '0')}`;
}

const entries = corpusEntries().filter((entry) => entry.format === 'dlt');

describe.skipIf(isCorpusAbsent())('Real DLT files', () => {
  it('are all here', () => {
    expect(entries.length).toBeGreaterThanOrEqual(6);
  });

  describe.each(entries)('$file', (entry) => {
    const bytes = new Uint8Array(readFileSync(corpusFile(entry.file) ?? ''));
    const stream = decodeAll(bytes);
    const expected = expectedOf(entry);

    it('is recognised by content', () => {
      expect(dltFormat.sniff(bytes)).toBeGreaterThanOrEqual(0.7);
    });

    it('holds what the reference decoders counted', () => {
      expect(stream.records.length).toBe(expected.records);
      expect(countBy(stream.records, (record) => record.level)).toEqual(expected.levels);
      expect(countBy(stream.records, (record) => record.source)).toMatchObject(expected.sources);
      expect(stream.gaps).toEqual([]);
    });

    it.skipIf(!expected.first)('begins and ends when they say', () => {
      expect(timeText(Math.min(...stream.records.map((record) => record.timeUs)))).toBe(expected.first);
      expect(timeText(Math.max(...stream.records.map((record) => record.timeUs)))).toBe(expected.last);
    });

    it('cut off anywhere keeps its whole messages and loses nothing twice', () => {
      for (let cut = 0; cut < bytes.length; cut += 97) {
        const part = decodeAll(bytes.subarray(0, cut));
        expect(coverageErrors(part, cut)).toEqual([]);
        if (cut >= 80)
          expectKept(
            part.records,
            stream.records.filter((record) => record.offset + record.length <= cut),
          );
      }
    });

    it('with any byte changed is still covered exactly once', () => {
      for (let place = 0; place < bytes.length; place += 13) {
        const changed = bytes.slice();
        changed[place] ^= 0xff;
        expect(coverageErrors(decodeAll(changed), bytes.length)).toEqual([]);
      }
    });
  });

  it('with a value wider than the rest of its message keeps what is there', () => {
    const bytes = readFileSync(corpusFile('dlt/pydlt_issue24.dlt') ?? '');
    const [record] = decodeAll(new Uint8Array(bytes)).records;
    expect(record.text).toBe('HIST: SCU_RSTSTAT: ');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });
});

function expectKept(records: PlainRecord[], whole: PlainRecord[]): void {
  expect(records.map((record) => record.offset)).toEqual(expect.arrayContaining(whole.map((record) => record.offset)));
}
