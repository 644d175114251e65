import { describe, expect, it } from 'vitest';
import { dltFormat } from '#src/parsers/dlt/dlt-format.ts';
import { Flag, Kind, RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { DLT_LEVELS, type DltControlMessage, type DltLevel } from '#src/simulator/writers/dlt.ts';
import { decodeAll } from './decode-all.ts';
import { logMessage, NOON_US, verbose, written } from './messages-to-write.ts';

const bothOrders = [false, true];

function control(changes: Partial<DltControlMessage> & { serviceId: number }): string {
  const bytes = written((writer) => writer.control({ timeUs: NOON_US, ecu: 'GATE', ...changes }));
  return decodeAll(bytes).records[0].text;
}

describe('A log message', () => {
  it.each(Object.keys(DLT_LEVELS) as DltLevel[])('keeps level %s', (level) => {
    expect(decodeAll(verbose([], { level })).records[0].level).toBe(level);
  });

  it.each(bothOrders)('has its times, counter and source, big-endian %s', (bigEndian) => {
    const bytes = verbose([], { timeUs: NOON_US + 250, tick: 10_001, counter: 200, sessionId: 7, bigEndian });
    expect(decodeAll(bytes).records[0]).toMatchObject({
      offset: 0,
      length: bytes.length,
      kind: Kind.message,
      timeUs: NOON_US + 250,
      uptimeUs: 1_000_100,
      counter: 200,
      source: 'GATE/OTA/INST',
      id: 0,
    });
  });

  it('has no uptime without a time stamp, and takes the ECU from the storage header when it names none', () => {
    const [record] = decodeAll(verbose([], { tick: undefined, ecuInStorageOnly: true, ecu: 'CAM' })).records;
    expect(record.uptimeUs).toBeNaN();
    expect(record.source).toBe('CAM/OTA/INST');
  });

  it('shows bytes of an id that are no text as dashes', () => {
    const [record] = decodeAll(verbose([], { app: 'A\x01\xffZ' })).records;
    expect(record.source).toBe('GATE/A--Z/INST');
  });

  it('has no level when it is a trace', () => {
    const bytes = verbose([{ type: 'raw', value: Uint8Array.of(1) }]);
    bytes[16 + 12] = 1 | (2 << 1) | (1 << 4);
    expect(decodeAll(bytes).records[0]).toMatchObject({ level: 'none', kind: Kind.message, text: '01' });
  });
});

describe('A control message', () => {
  it.each([
    [{ serviceId: 0x11, data: Uint8Array.of(4, 0x72) }, '[set_default_log_level] 04 72'],
    [{ serviceId: 0x01 }, '[set_log_level]'],
    [{ serviceId: 0x01, status: 0 }, '[set_log_level ok]'],
    [{ serviceId: 0x02, status: 1, data: Uint8Array.of(9) }, '[set_trace_status not_supported] 09'],
    [{ serviceId: 0x03, status: 8 }, '[get_log_info no_matching_context_id]'],
    [{ serviceId: 0x03, status: 5 }, '[get_log_info 5]'],
    [{ serviceId: 0x13, status: 0, data: Uint8Array.of(3, 0, 0, 0, 50, 46, 49) }, '[get_software_version ok] 2.1'],
    [{ serviceId: 0x13, status: 0, data: Uint8Array.of(255, 255, 255, 255, 50) }, '[get_software_version ok] 2'],
    [{ serviceId: 0xf02, status: 0, data: Uint8Array.of(2, 101, 116, 104, 0) }, '[connection_info ok] connected eth'],
    [{ serviceId: 0xf03, status: 0, data: Uint8Array.of(0x10, 0x0e, 0, 0, 1) }, '[timezone ok] 3600 s DST'],
    [{ serviceId: 0xf04, status: 0 }, '[marker ok]'],
    [{ serviceId: 0x1234, data: Uint8Array.of(1) }, '[service(4660)] 01'],
  ])('%o shows as %s', (message, expected) => {
    expect(control(message)).toBe(expected);
  });

  it.each(bothOrders)('is its own kind and has no level, big-endian %s', (bigEndian) => {
    const bytes = written((writer) => writer.control({ timeUs: 0, ecu: 'E', serviceId: 4, status: 2, bigEndian }));
    const [record] = decodeAll(bytes).records;
    expect(record).toMatchObject({ kind: Kind.control, level: 'none', text: '[get_default_log_level error]' });
  });
});

describe('A non-verbose message', () => {
  it.each(bothOrders)('has its id as column and text, big-endian %s', (bigEndian) => {
    const data = Uint8Array.of(0xff, 0x7f);
    const bytes = written((writer) => writer.nonVerbose({ timeUs: 0, ecu: 'E', messageId: 4711, data, bigEndian }));
    const [record] = decodeAll(bytes).records;
    expect(record).toMatchObject({ id: 4711, text: '[4711] ff 7f', level: 'none', source: 'E//' });
    expect(record.flags).toBe(Flag.nonVerbose | Flag.undescribed | (bigEndian ? Flag.bigEndian : 0));
  });

  it('keeps level and source of an extended header', () => {
    const from = { app: 'AP', context: 'CT', level: 'warn' } as const;
    const bytes = written((writer) => writer.nonVerbose({ timeUs: 0, ecu: 'E', messageId: 1, ...from }));
    expect(decodeAll(bytes).records[0]).toMatchObject({ text: '[1]', level: 'warn', source: 'E/AP/CT' });
  });

  it('shows its first 1024 bytes, and tells when there are more', () => {
    const records = [1024, 1025].map((size) => {
      const data = new Uint8Array(size).fill(0xab);
      return decodeAll(written((writer) => writer.nonVerbose({ timeUs: 0, ecu: 'E', messageId: 7, data }))).records[0];
    });
    expect(records.map(({ text }) => text)).toEqual(new Array(2).fill(`[7]${' ab'.repeat(1024)}`));
    expect(records.map(({ flags }) => flags & Flag.textCut)).toEqual([0, Flag.textCut]);
  });

  it('too short for an id is kept and marked', () => {
    const bytes = written((writer) => writer.nonVerbose({ timeUs: 0, ecu: 'E', messageId: 1 }));
    bytes[19] -= 2;
    const [record] = decodeAll(bytes.subarray(0, bytes.length - 2)).records;
    expect(record.text).toBe('01 00');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });
});

describe('Many sources', () => {
  it('are told apart beyond what the cache holds', () => {
    const name = (n: number) => n.toString(36).padStart(4, '0');
    const bytes = written((writer) => {
      for (let n = 0; n < 20_000; n++) writer.log(logMessage(n, { app: name(n), context: name(n * 7), arguments: [] }));
    });
    const wrong = decodeAll(bytes).records.filter((record, n) => record.source !== `GATE/${name(n)}/${name(n * 7)}`);
    expect(wrong).toEqual([]);
  });

  it('cost one table entry each, however often they write', () => {
    const sources = new SourceTable();
    const bytes = written((writer) => {
      for (let n = 0; n < 1000; n++) writer.log(logMessage(n, { app: `A${n % 3}` }));
    });
    const out = new RecordBatch(sources);
    const window = { bytes, end: bytes.length, offset: 0, isLast: true };
    out.reset(window);
    dltFormat.createDecoder({ sources, referenceTimeUs: 0 }).decode(window, 0, out);
    expect(sources.sources.map((each) => each.app)).toEqual(['', 'A0', 'A1', 'A2']);
  });
});
