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
import { follow, isoTp, type SentFrame } from '#test/support/bus-traffic.ts';
import { pcap, socketCan } from '#test/support/captures.ts';
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

/** As the frames of each sender give them, whoever they are for; with an address first, by that address, too. */
function messagesOfChannels(frames: readonly SentFrame[], addressBytes = 0): Messages {
  const channels = new Map<string, IsoTpChannel>();
  const counts: Messages = {};
  for (const { id, data } of frames) {
    const sender = `${id} ${data.subarray(0, addressBytes)}`;
    const channel = channels.get(sender) ?? new IsoTpChannel();
    channels.set(sender, channel);
    const event = channel.add(data, addressBytes, data.length);
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

/** Numbers below `below`, the same in each run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Dialogue {
  tester: number;
  ecu: number;
  /** CAN FD: frames of up to 64 bytes, and what fits into one of them goes as one. */
  isFd?: boolean;
  /** Target addresses of request and answer, before the PCI byte. */
  targets?: [number, number];
  roll: (below: number) => number;
}

const FLOW_CONTROL = [0x30, 0, 0];
const FD_SIZES = [8, 12, 16, 20, 24, 32, 48, 64];

function fdFrames(id: number, message: number[]): SentFrame[] {
  const padded = (bytes: number[]) => {
    const size = FD_SIZES.find((room) => room >= bytes.length) ?? 64;
    return { id, data: Uint8Array.from({ length: size }, (_, i) => bytes[i] ?? 0xaa), atMs: 0 };
  };
  if (message.length <= 7) return [padded([message.length, ...message])];
  if (message.length <= 62) return [padded([0, message.length, ...message])];
  const parts = [padded([0x10 | (message.length >> 8), message.length & 0xff, ...message.slice(0, 62)])];
  for (let at = 62, n = 1; at < message.length; at += 63, n++)
    parts.push(padded([0x20 | (n & 15), ...message.slice(at, at + 63)]));
  return parts;
}

/** Each message with one byte less per frame, and the address before it. */
function addressedFrames(id: number, message: number[], target: number): SentFrame[] {
  const put = (bytes: number[]) => ({ id, data: Uint8Array.from([target, ...bytes]), atMs: 0 });
  if (message.length <= 6) return [put([message.length, ...message])];
  const parts = [put([0x10 | (message.length >> 8), message.length & 0xff, ...message.slice(0, 5)])];
  for (let at = 5, n = 1; at < message.length; at += 6, n++)
    parts.push(put([0x20 | (n & 15), ...message.slice(at, at + 6)]));
  return parts;
}

function exchange({ tester, ecu, isFd, targets, roll }: Dialogue): SentFrame[] {
  const data = Array.from({ length: [1, 4, 17, 100, 900][roll(5)] }, () => roll(256));
  const [asked, answered] = [
    [
      [0x22, 0xf1, roll(256)],
      [0x62, 0xf1, 0x90, ...data],
    ],
    [
      [0x36, 1, ...data],
      [0x76, 1],
    ],
    [
      [0x31, 1, 0xff, 0],
      [0x7f, 0x31, 0x22],
    ],
  ][roll(3)];
  const parts = (id: number, message: number[], n: 0 | 1) => {
    if (targets) return addressedFrames(id, message, targets[n]);
    return isFd ? fdFrames(id, message) : isoTp(id, message, 0);
  };
  const withFlowControl = (frames: SentFrame[], id: number, n: 0 | 1) =>
    frames.length === 1
      ? frames
      : [
          frames[0],
          { id, data: Uint8Array.from([...(targets ? [targets[n]] : []), ...FLOW_CONTROL]), atMs: 0 },
          ...frames.slice(1),
        ];
  return [...withFlowControl(parts(tester, asked, 0), ecu, 1), ...withFlowControl(parts(ecu, answered, 1), tester, 0)];
}

const dialogue = (options: Dialogue) => Array.from({ length: 60 }, () => exchange(options)).flat();

/** The frames of all, those of each in their order. */
function mixed(all: SentFrame[][], roll: (below: number) => number): SentFrame[] {
  const left = all.map((frames) => [...frames]);
  const out: SentFrame[] = [];
  for (let open = left; open.length > 0; open = open.filter((frames) => frames.length > 0)) {
    const next = open[roll(open.length)].shift();
    if (next) out.push(next);
  }
  return out;
}

function captured(name: string, frames: readonly SentFrame[]): string {
  const file = join(folder, `${name}.pcap`);
  const packets = frames.map(({ id, data }, n) => {
    const flags = id > 0x7ff ? 0x80000000 : 0;
    return {
      timeUs: 1.7e15 + n * 1000,
      data: socketCan({ id: id + flags, data: [...data], fdFlags: data.length > 8 ? 4 : 0 }),
    };
  });
  writeFileSync(file, pcap(packets, { linkType: 227 }));
  return file;
}

const PLAIN = { tester: 0x7e0, ecu: 0x7e8 };

describe('ISO-TP messages of generated captures equal those of tshark', () => {
  const EXTENDED = ['-o', 'iso15765.addressing:Extended addressing'];
  const cases: [string, Omit<Dialogue, 'roll'>, string[]][] = [
    ['classic frames', PLAIN, []],
    ['CAN FD', { ...PLAIN, isFd: true }, []],
    ['ids of 29 bits', { tester: 0x18da10f1, ecu: 0x18daf110 }, []],
    ['extended addressing', { tester: 0x6f1, ecu: 0x612, targets: [0x12, 0xf1] }, EXTENDED],
  ];

  it.each(cases)('with %s', async (name, options, parameters) => {
    const frames = dialogue({ ...options, roll: dice(11) });
    const file = captured(name, frames);
    const expected = messagesOfTshark(file, ...parameters);
    expect(Object.values(expected).reduce((sum, count) => sum + count, 0)).toBe(120);
    expect(messagesOfChannels(await framesOfPcap(file), options.targets ? 1 : 0)).toEqual(expected);
  });

  it.each(cases)('with %s, of which one frame in thirty was lost', async (name, options, parameters) => {
    const roll = dice(12);
    const frames = dialogue({ ...options, roll }).filter(() => roll(30) > 0);
    const file = captured(`${name}-lost`, frames);
    const expected = messagesOfTshark(file, ...parameters);
    expect(messagesOfChannels(await framesOfPcap(file), options.targets ? 1 : 0)).toEqual(expected);
  });

  // tshark 4.0 keeps one message at a time: of mixed dialogues it loses most, of each apart none.
  it('with four dialogues mixed, where tshark is given each apart', async () => {
    const roll = dice(13);
    const pairs = [
      PLAIN,
      { tester: 0x7e1, ecu: 0x7e9 },
      { tester: 0x710, ecu: 0x77a },
      { tester: 0x18da10f1, ecu: 0x18daf110 },
    ];
    const all = pairs.map((pair) => dialogue({ ...pair, roll }));
    const expected = Object.assign({}, ...all.map((frames, n) => messagesOfTshark(captured(`apart-${n}`, frames))));
    expect(messagesOfChannels(await framesOfPcap(captured('mixed', mixed(all, roll))))).toEqual(expected);
  });
});
