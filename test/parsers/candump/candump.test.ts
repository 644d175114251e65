import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { candumpFormat } from '#src/parsers/candump/candump-format.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { CandumpWriter } from '#src/simulator/writers/candump.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readBytes, readStream, text } from '#test/support/read-log.ts';

const T0 = 1_696_758_378_547_717;

async function read(...lines: string[]) {
  const file = await readBytes(text(...lines), { formats: [candumpFormat] });
  expect(file.failed).toEqual([]);
  return file.streams[0];
}

const shown = async (line: string) => {
  const { records, gaps } = await read(line);
  expect(gaps).toEqual([]);
  expect(records).toHaveLength(1);
  const { timeUs, uptimeUs, kind, ecu, app, text } = records[0];
  return { timeUs, uptimeUs, kind, ecu, app, text };
};

describe('candump -l recordings', () => {
  it.each([
    ['(1696758378.547717) can0 0F7#01FD', 'can0', '0F7', '0F7#01FD'],
    ['(1696758378.547717) can0 0f7#01fd', 'can0', '0F7', '0F7#01FD'],
    ['(1696758378.547717) vcan10 18DAF110#0210031122334455', 'vcan10', '18DAF110', '18DAF110#0210031122334455'],
    ['(1696758378.547717) can0 00000123#', 'can0', '00000123', '00000123#'],
    ['(1696758378.547717) can1 123##10102030405060708090A0B0C', 'can1', '123', '123##10102030405060708090A0B0C'],
    ['(1696758378.547717) can0 123#R', 'can0', '123', '123#R'],
    ['(1696758378.547717) can0 123#R8', 'can0', '123', '123#R'],
    ['(1696758378.547717) can0 123#1122334455667788_D', 'can0', '123', '123#1122334455667788'],
    ['(1696758378.547717) can0 20000080#0000000000000000', 'can0', '20000080', '20000080#0000000000000000'],
    ['(1696758378.547717) can0 123#11 T', 'can0', '123', '123#11'],
    ['(1696758378.547717) can0 123#11 R\r', 'can0', '123', '123#11'],
  ])('reads %j', async (line, ecu, app, frame) => {
    expect(await shown(line)).toEqual({ timeUs: T0, uptimeUs: null, kind: 'frame', ecu, app, text: frame });
  });

  it('reads whole lines of either ending and a last line without one', async () => {
    const { records, gaps } = await read(
      '(1696758378.547717) can0 0F7#01FD\r',
      '(1696758378.547718) can0 0F8#01FD',
      '(1696758378.547719) can0 0F9#01FD',
    );
    expect(records.map(({ offset, length, app }) => [offset, length, app])).toEqual([
      [0, 33, '0F7'],
      [35, 33, '0F8'],
      [69, 33, '0F9'],
    ]);
    expect(gaps).toEqual([]);
  });

  it('reads nanoseconds and milliseconds', async () => {
    expect((await shown('(1696758378.547717123) can0 0F7#01')).timeUs).toBe(T0);
    expect((await shown('(1696758378.547) can0 0F7#01')).timeUs).toBe(1_696_758_378_547_000);
  });

  it.each([
    '(1696758378.547717) can0 0F7#01F',
    '(1696758378.547717) can0 0F7#0102030405060708AA',
    '(1696758378.547717) can0 00F7#01',
    '(1696758378.547717) can0 0F7##',
    '(1696758378.547717) can0 0G7#00',
    '(1696758378.547717 can0 0F7#00',
    '(1696758378.) can0 0F7#00',
    '(1696758378.547717) 0F7#00',
    '(1696758378.547717) can0',
    '(1696758378.547717) a-name-that-is-too-long 0F7#00',
    `(1696758378.547717) can0 0F7##1${'00'.repeat(65)}`,
  ])('takes %j for damage', async (line) => {
    const good = '(1696758378.547717) can0 0F7#01FD';
    const { records, gaps } = await read(good, line, good);
    expect(records).toHaveLength(2);
    expect(gaps).toEqual([{ offset: 34, length: line.length + 1, reason: 'undecodable-line' }]);
  });
});

describe('candump screen output', () => {
  it.each([
    ['  can0  680   [8]  03 22 01 00 00 00 00 00', 'can0', '680', '680#0322010000000000'],
    ['can0 680 [2] 03 22', 'can0', '680', '680#0322'],
    ['  can0  18DAF110   [3]  02 10 03', 'can0', '18DAF110', '18DAF110#021003'],
    ["  vcan0  RX - -  43F   [8]  1A 7F 00 00 00 00 00 41  '.......A'", 'vcan0', '43F', '43F#1A7F000000000041'],
    [
      '  vcan0  TX B E  43F  [12]  00 01 02 03 04 05 06 07 08 09 0A 0B',
      'vcan0',
      '43F',
      '43F##1000102030405060708090A0B',
    ],
    ['  can0  123  [08]  00 01 02 03 04 05 06 07', 'can0', '123', '123##10001020304050607'],
    [`  can0  123  [64]  ${'AB '.repeat(64).trim()}`, 'can0', '123', `123##1${'AB'.repeat(64)}`],
    ['  can0  123   [0]  remote request', 'can0', '123', '123#R'],
    ['  can0  123   [0] ', 'can0', '123', '123#'],
    ['  can0  123   [0]', 'can0', '123', '123#'],
    ['  can0  20000080   [8]  00 00 00 00 00 00 00 00   ERRORFRAME', 'can0', '20000080', '20000080#0000000000000000'],
    ['  can0  123   [8]  88`77`66`55`44`33`22`11', 'can0', '123', '123#8877665544332211'],
  ])('reads %j', async (line, ecu, app, frame) => {
    const expected = { timeUs: null, uptimeUs: null, kind: 'frame', ecu, app, text: frame };
    expect(await shown(line)).toEqual(expected);
    expect(await shown(` (1696758378.547717)${line}`)).toEqual({ ...expected, timeUs: T0 });
    expect(await shown(`(2023-10-08 09:46:18.547717)  ${line}\r`)).toEqual({ ...expected, timeUs: T0 });
    expect(await shown(` (166.000000)  ${line}`)).toEqual({ ...expected, uptimeUs: 166e6 });
  });

  it.each([
    '  can0  680   [8]  03 22 01 00 00 00 00',
    '  can0  680   [2]  03 22 01',
    '  can0  680   [9]  03 22 01 00 00 00 00 00 00',
    '  can0  680   [65]  03',
    '  can0  680   03 22',
    '  can0  6800   [1]  03',
    '  680   [1]  03',
  ])('takes %j for damage', async (line) => {
    const good = '  can0  680   [1]  03';
    const { records, gaps } = await read(good, line, good);
    expect(records).toHaveLength(2);
    expect(gaps).toMatchObject([{ reason: 'undecodable-line', length: line.length + 1 }]);
  });

  it('counts blank lines, comments and the details of error frames as what they are', async () => {
    const { records, gaps, passed } = await read(
      '# recorded on the bench',
      '',
      '  can0  20000080   [8]  00 00 00 00 00 00 00 00   ERRORFRAME',
      '\tprotocol-violation{{}{acknowledge-slot}}',
      '\terror-counter-tx-rx{{0}{8}}',
      '; paused',
      '  can0  123   [1]  00',
    );
    expect(records).toHaveLength(2);
    expect(gaps).toEqual([]);
    expect(passed).toEqual({
      comment: { count: 2, bytes: 24 + 9 },
      blank: { count: 1, bytes: 1 },
      detail: { count: 2, bytes: 42 + 29 },
      'line-end': { count: 1, bytes: 1 },
    });
  });

  it('takes an indented line for a detail only where an error frame stands above it', async () => {
    const { gaps } = await read('  can0  123   [1]  00', '\tprotocol-violation{{}{}}', '  can0  123   [1]  00');
    expect(gaps).toEqual([{ offset: 22, length: 26, reason: 'undecodable-line' }]);
  });

  it('reads frames behind tabs and blanks like any other', async () => {
    const log = '(1696758378.547717) can0 0F7#01FD';
    const lines = Array.from({ length: 5000 }, (_, i) => (i < 100 ? log : `\t${log}`));
    const { records, gaps, passed } = await read(...lines, ` ${log}\r`, '\tcan0  123   [1]  00');
    expect(records).toHaveLength(5002);
    expect(gaps).toEqual([]);
    expect(Object.keys(passed)).toEqual(['line-end']);
  });

  it('adds up the differences of candump -t d', async () => {
    const { records } = await read(
      ' (000.000000)  can0  123   [1]  00',
      ' (000.010000)  can0  123   [1]  00',
      ' (000.004000)  can0  123   [1]  00',
      ' (000.007000)  can0  123   [1]  00',
    );
    expect(records.map(({ uptimeUs }) => uptimeUs)).toEqual([0, 10_000, 14_000, 21_000]);
  });
});

describe('damaged candump files', () => {
  const good = '(1696758378.547717) can0 0F7#01FD';

  it('counts neighbouring bad lines as one damaged place', async () => {
    const { records, gaps } = await read(good, 'one', 'two', good, 'three');
    expect(records).toHaveLength(2);
    expect(gaps).toEqual([
      { offset: 34, length: 8, reason: 'undecodable-line' },
      { offset: 76, length: 5, reason: 'undecodable-line' },
    ]);
  });

  it('reads a last frame without a line end however much was read before it', async () => {
    for (const blanks of [0, 7, 14, 21]) {
      const { records } = await read(' '.repeat(blanks), `${good}\n`.repeat(60_000) + good.slice(0, -2));
      expect(records.at(-1)?.text).toBe('0F7#01');
      expect(records).toHaveLength(60_001);
    }
  });

  it('reads no line on into what an earlier window left behind its end', () => {
    const first = "can0  123   [1]  01   'a'\n";
    const bytes = new TextEncoder().encode(`${first}${first.replace('a', 'a'.repeat(800))}`);
    const out = new RecordBatch(new SourceTable());
    const window = { bytes, end: first.length + 600, offset: 0, isLast: false };
    out.reset(window);
    const decoder = candumpFormat.createDecoder({ sources: out.sources, referenceTimeUs: 0 });
    expect(decoder.decode(window, 0, out)).toBe(first.length);
    expect(out.count).toBe(1);
  });

  it('finds the next frame after a 100 MB line, in constant memory', async () => {
    const megabyte = new Uint8Array(1 << 20).fill(0x41);
    async function* file() {
      yield text(good, '');
      for (let i = 0; i < 100; i++) yield megabyte;
      yield text('', good, '');
    }
    const before = process.memoryUsage().arrayBuffers;
    const { streams, failed } = await readStream(file(), { formats: [candumpFormat] });
    expect(failed).toEqual([]);
    expect(streams[0].records.map(({ offset }) => offset)).toEqual([0, 34 + (100 << 20) + 1]);
    expect(streams[0].gaps).toEqual([{ offset: 34, length: (100 << 20) + 1, reason: 'line-too-long' }]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 << 20);
  });

  it('keeps the table of sources bounded however many ids a file invents', async () => {
    const lines = Array.from(
      { length: 70_000 },
      (_, i) => `(1696758378.547717) can0 ${(i * 97).toString(16).padStart(8, '0')}#`,
    );
    const { records } = await read(lines.join('\n'));
    expect(records).toHaveLength(70_000);
    expect(new Set(records.map(({ app }) => app)).size).toBe(65_536);
  });
});

it('reads back every kind of frame that the simulator writes', async () => {
  const writer = new CandumpWriter();
  const data = Uint8Array.of(0x02, 0x10, 0x03);
  const at = { timeUs: T0, bus: 'can0', data };
  writer.add({ ...at, id: 0x7e8 });
  writer.add({ ...at, id: 0x18daf110, isExtended: true });
  writer.add({ ...at, id: 0x7e8, isFd: true, data: new Uint8Array(9).fill(1) });
  writer.add({ ...at, id: 0x80, isError: true, data: new Uint8Array(8) });
  writer.add({ ...at, id: 0x123, isRemote: true });
  const { streams } = await readBytes(writer.toBytes());
  expect(streams[0].gaps).toEqual([]);
  expect(streams[0].records.map(({ timeUs, text }) => [timeUs, text])).toEqual([
    [T0, '7E8#021003'],
    [T0, '18DAF110#021003'],
    [T0, '7E8##1010101010101010101000000'],
    [T0, '20000080#0000000000000000'],
    [T0, '123#R'],
  ]);
});

describe.skipIf(isCorpusAbsent())('real candump files', () => {
  it.each(corpusEntries().filter(({ format }) => format === 'candump'))(
    'counts $file as its reference did',
    async (entry) => {
      const expected = /(\d+) frames, (\d+) ids, top ([0-9A-F]+)x(\d+)/.exec(entry.expected);
      const path = corpusFile(entry.file);
      if (!expected || !path) throw new Error(`${entry.file} has no expectation`);
      const { streams } = await readBytes(readFileSync(path));
      const counts = Map.groupBy(streams[0].records, ({ app }) => app);
      expect(streams[0]).toMatchObject({ format: 'candump', gaps: [] });
      expect(streams[0].records).toHaveLength(Number(expected[1]));
      expect(counts.size).toBe(Number(expected[2]));
      expect(counts.get(expected[3])).toHaveLength(Number(expected[4]));
    },
  );
});
