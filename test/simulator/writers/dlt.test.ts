import { describe, expect, it } from 'vitest';
import { DltWriter } from '#src/simulator/writers/dlt.ts';

const message = { timeUs: 1_700_000_000_000_250, ecu: 'GW', counter: 7, tick: 0x01020304 };
const from = { app: 'OTA', context: 'DL', level: 'warn' } as const;

function hex(fill: (writer: DltWriter) => void): string {
  const writer = new DltWriter();
  fill(writer);
  return Buffer.from(writer.copyBytes()).toString('hex');
}

describe('The DLT writer', () => {
  it('writes storage header, standard header, extended header and one string', () => {
    const storage = '444c5401' + '00f15365' + 'fa000000' + '47570000';
    const standard = '35' + '07' + '001f' + '47570000' + '01020304';
    const extended = '31' + '01' + '4f544100' + '444c0000';
    const payload = '00820000' + '0300' + '6f6b00';
    expect(hex((writer) => writer.text(message, from, 'ok'))).toBe(storage + standard + extended + payload);
  });

  it('writes the payload, and only the payload, in the byte order asked for', () => {
    const big = hex((writer) => writer.text({ ...message, bigEndian: true }, from, 'ok'));
    expect(big.slice(32, 34)).toBe('37');
    expect(big.slice(36, 40)).toBe('001f');
    expect(big.slice(-18)).toBe('00008200' + '0003' + '6f6b00');
  });

  it('writes a string the same way through an argument list', () => {
    const list = [{ type: 'string', coding: 'utf8', value: 'gültig' }] as const;
    expect(hex((writer) => writer.log({ ...message, ...from, arguments: list }))).toBe(
      hex((writer) => writer.text(message, from, 'gültig')),
    );
  });

  it('leaves the given part of a truncated message', () => {
    const writer = new DltWriter();
    writer.truncatedLog({ ...message, ...from, arguments: [] }, 20);
    expect(writer.sizeBytes).toBe(20);
    writer.truncatedLog({ ...message, ...from, arguments: [] }, 1000);
    expect(writer.sizeBytes).toBe(20 + 16 + 12 + 10);
  });

  it('cuts a payload that LEN could not say', () => {
    const writer = new DltWriter();
    writer.text(message, from, 'x'.repeat(100_000));
    expect(writer.sizeBytes).toBeLessThanOrEqual(16 + 0xffff);
    writer.clear();
    writer.log({ ...message, ...from, arguments: [{ type: 'raw', value: new Uint8Array(65_535) }] });
    expect(writer.sizeBytes).toBe(16 + 0xffff);
    expect(Buffer.from(writer.borrowBytes()).readUInt16BE(18)).toBe(0xffff);
  });

  it('grows as needed and starts over when cleared', () => {
    const writer = new DltWriter();
    for (let n = 0; n < 5000; n++) writer.text(message, from, `line ${n}`);
    const size = writer.sizeBytes;
    expect(writer.copyBytes().length).toBe(size);
    writer.clear();
    expect(writer.sizeBytes).toBe(0);
  });
});
