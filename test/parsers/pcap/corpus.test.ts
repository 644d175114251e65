import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CorpusEntry, corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { type ReadStream, readBytes } from '#test/support/read-log.ts';

const entries = corpusEntries().filter(({ format }) => format === 'pcap' || format === 'pcapng');
const PACKET_KINDS = ['udp-packet', 'tcp-packet', 'ip-packet', 'link-packet', 'fragment'];

async function read({ file }: CorpusEntry): Promise<ReadStream> {
  const { streams, failed } = await readBytes(new Uint8Array(readFileSync(corpusFile(file) ?? '')));
  expect(failed).toEqual([]);
  return streams[0];
}

/** `name: 0x0004=115, 0x4001=1` of what tshark counted. */
function countsAfter(expected: string, name: string): [what: string, count: number][] {
  const list = new RegExp(`${name}: ([^;]*)`).exec(expected)?.[1] ?? '';
  return [...list.matchAll(/(0x[0-9a-fx ]+)=(\d+)/g)].map(([, what, count]) => [what, Number(count)]);
}

/** Seconds with nanoseconds, as tshark prints them, in whole microseconds. */
const microseconds = (text: string): number => Number(text.replace('.', '').slice(0, -3));

describe.skipIf(isCorpusAbsent())('real captures', () => {
  describe.each(entries)('$file', (entry) => {
    let stream: ReadStream;
    beforeAll(async () => {
      stream = await read(entry);
    });

    it('has the packets and the times that tshark counts', () => {
      const [, packets, first, last] = /tshark (\d+) pkts, ([\d.]+)\.\.([\d.]+)/.exec(entry.expected) ?? [];
      const passed = PACKET_KINDS.reduce((sum, kind) => sum + (stream.passed[kind]?.count ?? 0), 0);
      expect(stream.records.length + passed).toBe(Number(packets));
      expect(stream.gaps).toEqual([]);
      if (stream.records.length === 0) return;
      expect(stream.records[0].timeUs).toBe(microseconds(first));
      expect(stream.records.at(-1)?.timeUs).toBe(microseconds(last));
    });

    it('has the DoIP and SOME/IP messages that tshark counts', () => {
      const having = (start: string) => stream.records.filter(({ text }) => text.startsWith(start)).length;
      for (const [type, count] of countsAfter(entry.expected, 'doip_types')) expect(having(`DoIP ${type}`)).toBe(count);
      for (const [message, count] of countsAfter(entry.expected, 'someip')) {
        const [, service, method] = /0x(.{4})(.{4})/.exec(message) ?? [];
        expect(having(service === 'ffff' ? 'SOME/IP-SD' : `SOME/IP 0x${service}.0x${method} notification`)).toBe(count);
      }
    });

    it('has the UDS messages in DoIP that tshark counts', () => {
      const said = stream.records
        .filter(({ text }) => text.startsWith('DoIP 0x8001'))
        .map(({ text }) => text.split(' ')[3]);
      for (const [what, count] of countsAfter(entry.expected, '\\buds')) {
        // tshark shows a negative response as service 0x3f, and any other without its reply bit.
        const [sid, reply, ...refused] = what.split(' ').map(Number);
        const start = Buffer.from([sid + 0x40 * reply, ...refused])
          .toString('hex')
          .toUpperCase();
        expect(said.filter((text) => text.startsWith(start))).toHaveLength(count);
      }
    });
  });
});
