import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, bytesOf, datagram, diagnostic, doip, pcap, segment } from '#test/support/captures.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readFrames } from '#test/support/read-frames.ts';
import { type ReadStream, readBytes } from '#test/support/read-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-pcap-'));
afterAll(() => rmSync(folder, { recursive: true }));

function tshark(...parameters: string[]): string[] {
  const { error, status, stdout, stderr } = spawnSync('tshark', parameters, { maxBuffer: 1 << 28, encoding: 'utf8' });
  if (error || status !== 0) {
    throw new Error(`tshark cannot be run; install it with: apt-get install tshark\n${stderr}`);
  }
  return stdout.split('\n').filter((line) => line.trim() !== '');
}

beforeAll(() => {
  tshark('--version');
});

const ANY_PORT = ['-d', 'udp.port==1-65535,someip', '-d', 'tcp.port==1-65535,someip'];

async function read(path: string): Promise<ReadStream> {
  return (await readBytes(readFileSync(path))).streams[0];
}

const captures = corpusEntries()
  .filter(({ format }) => format === 'pcap' || format === 'pcapng')
  .map(({ file }) => file);

describe.skipIf(isCorpusAbsent()).each(captures)('%s', (file) => {
  const path = corpusFile(file) ?? '';

  it('has the CAN frames that tshark reads, id, bus time and data', async () => {
    const fields = ['-T', 'fields', '-e', 'frame.time_epoch', '-e', 'can.id', '-e', 'can.len', '-Y', 'can || canfd'];
    const isSwapped = file.includes('candump_uds_scanner') ? ['-o', 'can.byte_swap:TRUE'] : [];
    const expected = tshark(...isSwapped, '-r', path, ...fields).map((line) => {
      const [time, id, length] = line.split('\t');
      return [Number(time.replace('.', '').slice(0, -3)), Number(id), Number(length)];
    });
    const frames = (await readFrames(readFileSync(path))).filter(({ bus }) => bus !== 'DoIP');
    expect(frames.map(({ timeUs, id, data }) => [timeUs, id, data.length / 2])).toEqual(expected);
  });

  it.skipIf(!file.includes('someip'))('has the SOME/IP messages that tshark reads', async () => {
    const fields = ['-T', 'fields', '-e', 'someip.messageid', '-Y', 'someip'];
    const expected = tshark(...ANY_PORT, '-r', path, ...fields).flatMap((line) => line.split(','));
    const { records } = await read(path);
    const ids = records.flatMap(({ text }) => {
      const [, service, method] = /^SOME\/IP 0x(.{4})\.0x(.{4})/.exec(text) ?? [];
      return text.startsWith('SOME/IP-SD') ? ['0xffff8100'] : service ? [`0x${service}${method}`] : [];
    });
    expect(ids).toEqual(expected);
  });
});

describe('a dialogue in segments of every size', () => {
  const asked = bytesOf(...[1, 2, 3, 4, 5].map((n) => diagnostic(0x0e80, 0x1010, [0x22, 0xf1, n])));
  const answered = bytesOf(
    ...[1, 2, 3, 4, 5].flatMap((n) => [
      doip(0x8002, [0x10, 0x10, 0x0e, 0x80, 0]),
      diagnostic(0x1010, 0x0e80, [0x62, 0xf1, n, ...Array(n * 20).fill(n)]),
    ]),
  );

  it.each([9, 16, 31, 200])('of %i bytes has the DoIP messages that tshark puts together', async (size) => {
    const packets: { data: Uint8Array }[] = [];
    const handshake = { isSyn: true };
    packets.push({ data: segment(new Uint8Array(0), { sequence: 0, ...handshake }) });
    packets.push({ data: answer(new Uint8Array(0), { sequence: 0, acknowledged: 1, ...handshake }) });
    for (let at = 0; at < answered.length; at += size) {
      const part = asked.subarray(at, at + size);
      if (part.length > 0) packets.push({ data: segment(part, { sequence: 1 + at, acknowledged: 1 + at }) });
      const reply = answered.subarray(at, at + size);
      packets.push({ data: answer(reply, { sequence: 1 + at, acknowledged: Math.min(at + size, asked.length) + 1 }) });
    }
    const path = join(folder, `dialogue-${size}.pcap`);
    writeFileSync(path, pcap(packets));
    const expected = tshark('-r', path, '-T', 'fields', '-e', 'doip.type', '-Y', 'doip').flatMap((line) =>
      line.split(','),
    );
    const { records } = await read(path);
    const types = records.map(({ text }) => text.split(' ')[1]);
    expect(types.sort()).toEqual(expected.sort());
    expect(types).toHaveLength(15);
  });
});

/** ECU and application of every message. */
function dltSourcesOf(path: string): string[] {
  const fields = ['frame.number', 'dlt.ecu_id', 'dlt.application_id'].flatMap((field) => ['-e', field]);
  const lines = tshark('-r', path, '-d', 'udp.port==3490,dlt', '-Y', 'dlt', '-T', 'fields', ...fields);
  return lines.map((line) => line.split('\t').slice(1).join(' ').trim());
}

describe.skipIf(isCorpusAbsent())('DLT in packets equals what tshark reads', () => {
  const sourcesOf = (stream: ReadStream) => stream.records.map(({ ecu, app }) => `${ecu} ${app}`.trim());

  it('of a real capture, whose writer says version 7', async () => {
    const path = corpusFile('pcap/chipmunk_minimal.pcapng') ?? '';
    const stream = await read(path);
    expect(sourcesOf(stream)).toEqual(dltSourcesOf(path));
    expect(stream.records).toMatchObject([{ text: 'sleep [calc] = 1 ms', level: 'info', context: 'Sche' }]);
  });

  it.each(['covesa_testfile', 'chipmunk_someip', 'pydlt_issue24'])('of the messages of %s', async (name) => {
    const stored = readFileSync(corpusFile(`dlt/${name}.dlt`) ?? '');
    const { records } = await read(corpusFile(`dlt/${name}.dlt`) ?? '');
    const packets = records.map(({ offset, length }) => ({
      data: datagram(stored.subarray(offset + 16, offset + length), { destination: 3490 }),
    }));
    const path = join(folder, 'dlt.pcap');
    writeFileSync(path, pcap(packets));
    const stream = await read(path);
    expect(stream.records.map(({ text, level }) => [text, level])).toEqual(
      records.map(({ text, level }) => [text, level]),
    );
    expect(sourcesOf(stream)).toEqual(dltSourcesOf(path));
  });
});
