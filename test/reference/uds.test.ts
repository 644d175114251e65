import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { IsoTpChannel } from '#src/evidence/detect/bus/isotp.ts';
import type { FrameFindings } from '#src/evidence/detect/detectors.ts';
import { follow, type SentFrame } from '#test/support/bus-traffic.ts';
import { corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readFrames } from '#test/support/read-frames.ts';
import { chunksOf } from '#test/support/read-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-uds-'));
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

const UDS = ['-d', 'can.subdissector,iso15765', '-d', 'iso15765.subdissector,uds', '-Y', 'uds.err.code'];
const BYTE_SWAPPED = ['-o', 'can.byte_swap:TRUE'];

type Refusals = Record<string, number>;

/** `7F <service> <code>` by service and code, "response pending" left out as Argus does. */
function refusalsOfTshark(file: string, ...options: string[]): Refusals {
  const fields = ['-T', 'fields', '-e', 'uds.err.sid', '-e', 'uds.err.code'];
  const counts: Refusals = {};
  for (const line of tshark(...options, '-r', file, ...UDS, ...fields)) {
    const [service, code] = line.split('\t').map(Number);
    if (code !== 0x78) counts[`${service}/${code}`] = (counts[`${service}/${code}`] ?? 0) + 1;
  }
  return counts;
}

function refusalsOfArgus({ faults }: Pick<FrameFindings, 'faults'>): Refusals {
  const counts: Refusals = {};
  for (const { kind, facts, count } of faults) {
    if (kind !== 'uds-negative-response') continue;
    const key = `${Number(facts['service'])}/${Number(facts['nrc'])}`;
    counts[key] = (counts[key] ?? 0) + count;
  }
  return counts;
}

function corpus(path: string): string {
  const file = corpusFile(path);
  if (file === undefined) throw new Error(`The corpus of real logs has no ${path}`);
  return file;
}

/** tshark reads only the layout that candump writes with -l. */
async function asLogLayout(path: string): Promise<{ file: string; frames: SentFrame[] }> {
  const frames = (await readFrames(readFileSync(path))).map(({ id, data }, i) => ({
    id,
    data: new Uint8Array(Buffer.from(data, 'hex')),
    atMs: i,
  }));
  const file = join(folder, 'frames.log');
  const lines = frames.map(({ id, data, atMs }) => {
    const hex = Buffer.from(data).toString('hex').toUpperCase();
    return `(${(1.7e9 + atMs / 1000).toFixed(6)}) can0 ${id.toString(16).toUpperCase().padStart(3, '0')}#${hex}`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { file, frames };
}

/** As Argus reads them itself. */
async function framesOfPcap(file: string): Promise<SentFrame[]> {
  const frames = await readFrames(readFileSync(file));
  return frames.map(({ id, data, timeUs }) => {
    return { id, data: new Uint8Array(Buffer.from(data, 'hex')), atMs: timeUs / 1000 - 1.6e12 };
  });
}

describe.skipIf(isCorpusAbsent())('refusals on the bus equal those of tshark', () => {
  it('in the dialogue with a heat pump', async () => {
    const { file, frames } = await asLogLayout(corpus('candump/open3e_candump.log'));
    const expected = refusalsOfTshark(file);
    expect(expected).toEqual({ '34/34': 1916, '34/49': 902 });
    expect(refusalsOfArgus(follow(frames))).toEqual(expected);
  });

  it('in a scan of every service, among other traffic', async () => {
    const file = join(folder, 'scan.pcap');
    writeFileSync(file, gunzipSync(readFileSync(corpus('pcap/scapy_candump_uds_scanner.pcap.gz'))));
    expect(refusalsOfArgus(follow(await framesOfPcap(file)))).toEqual(refusalsOfTshark(file, ...BYTE_SWAPPED));
  });

  it('in a dialogue over DoIP', async () => {
    const file = corpus('pcap/scapy_doip.pcap.gz');
    const { evidence } = await collectFile({
      stream: chunksOf(readFileSync(file), () => 1 << 16),
      codecs: nodeCodecs,
      file: { index: 0, name: file, sizeBytes: 0 },
      sha256: () => '',
      referenceTimeUs: 0,
    });
    const refusals = refusalsOfArgus(evidence[0]);
    expect(refusals).toEqual(refusalsOfTshark(file));
    expect(refusals).toEqual({ '16/126': 2 });
  });
});

/** How many messages of each service every sender sent: `<id> <service> <is a response>`; refusals as service 0x3F. */
type Messages = Record<string, number>;

function messagesOfTshark(file: string, ...options: string[]): Messages {
  const decode = ['-d', 'can.subdissector,iso15765', '-d', 'iso15765.subdissector,uds', '-Y', 'uds'];
  const counts: Messages = {};
  for (const line of tshark(
    ...options,
    '-r',
    file,
    ...decode,
    '-T',
    'fields',
    '-e',
    'can.id',
    '-e',
    'uds.sid',
    '-e',
    'uds.reply',
  )) {
    const key = line.split('\t').map(Number).join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** As the frames of each sender give them, whoever they are for. */
function messagesOfChannels(frames: readonly SentFrame[]): Messages {
  const channels = new Map<number, IsoTpChannel>();
  const counts: Messages = {};
  for (const { id, data } of frames) {
    const channel = channels.get(id) ?? new IsoTpChannel();
    channels.set(id, channel);
    const event = channel.add(data, 0, data.length);
    if (event !== 'single' && event !== 'last') continue;
    const [service] = channel.bytes;
    const key = `${id} ${service & ~0x40} ${service & 0x40 ? 1 : 0}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(isCorpusAbsent())('ISO-TP messages of every sender equal those of tshark', () => {
  it.each([
    ['pcap/scapy_candump_uds_scanner.pcap.gz', BYTE_SWAPPED],
    ['pcap/scapy_ecu_trace.pcap.gz', []],
  ])('in %s', async (name, options) => {
    const path = corpus(name);
    const file = join(folder, 'messages.pcap');
    const bytes = readFileSync(path);
    writeFileSync(file, name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
    const expected = messagesOfTshark(file, ...options);
    expect(Object.keys(expected).length).toBeGreaterThan(1);
    expect(messagesOfChannels(await framesOfPcap(file))).toEqual(expected);
  });

  it('in a dialogue with a heat pump', async () => {
    const { file, frames } = await asLogLayout(corpus('candump/open3e_candump.log'));
    expect(messagesOfChannels(frames)).toEqual(messagesOfTshark(file));
  });

  it('over DoIP, where each message is one', async () => {
    const file = corpus('pcap/scapy_doip.pcap.gz');
    const fields = ['-Y', 'uds', '-T', 'fields', '-e', 'doip.source_address', '-e', 'uds.sid', '-e', 'uds.reply'];
    const expected = tshark('-r', file, ...fields).flatMap((line) => {
      const [senders, services, replies] = line.split('\t').map((field) => field.split(',').map(Number));
      return services.map((service, n) => `${senders[n] ?? senders[0]} ${service} ${replies[n]}`);
    });
    const spoken = (await readFrames(readFileSync(file))).filter(({ data }) => data !== '');
    const messages = spoken.map(({ id, data }) => {
      const service = Number.parseInt(data.slice(0, 2), 16);
      return `${id >>> 16} ${service & ~0x40} ${service & 0x40 ? 1 : 0}`;
    });
    expect(messages.sort()).toEqual(expected.sort());
  });
});
