import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { answer, diagnostic, doip, NOON_US, pcap, segment } from '#test/support/captures.ts';
import { chunksOf } from '#test/support/read-log.ts';

const TESTER = 0x0e80;
const EVERYBODY = 0xe400;

/** What tester and ECUs say, one message per packet, `<from> <to> <bytes>` in hexadecimal, a millisecond apart. */
async function evidenceOf(...messages: string[]) {
  const next = { tester: 1, gateway: 1 };
  const packets = messages.map((message, n) => {
    const [from, to, ...bytes] = message.split(' ').map((word) => Number.parseInt(word, 16));
    const data = diagnostic(from, to, bytes);
    const sender = from === TESTER ? 'tester' : 'gateway';
    const sequence = next[sender];
    next[sender] += data.length;
    const packet = sender === 'tester' ? segment(data, { sequence }) : answer(data, { sequence });
    return { data: packet, timeUs: NOON_US + n * 1000 };
  });
  const { evidence } = await collectFile({
    stream: chunksOf(pcap(packets), () => 1 << 16),
    codecs: nodeCodecs,
    file: { index: 0, name: 'drive.pcap', sizeBytes: 0 },
    sha256: () => '',
    referenceTimeUs: NOON_US,
  });
  return evidence[0];
}

const faultsOf = async (...messages: string[]) =>
  (await evidenceOf(...messages)).faults.map(({ code, ecu, app, count }) => `${ecu}/${app} ${code} ${count}`);

describe('UDS over DoIP', () => {
  it('is read from the first exchange on: sender and receiver name each other', async () => {
    expect(await faultsOf('0e80 1010 10 02', '1010 0e80 7f 10 22')).toEqual(['DoIP/1010 NRC 0x22 1']);
  });

  it('goes to the ECU that was asked, whoever else speaks in between', async () => {
    const dialogue = ['0e80 1010 31 01 ff 00', '0e80 1011 22 f1 90', '1011 0e80 7f 22 31', '1010 0e80 7f 31 72'];
    expect((await faultsOf(...dialogue)).sort()).toEqual(['DoIP/1010 NRC 0x72 1', 'DoIP/1011 NRC 0x31 1']);
  });

  it('to all ECUs at once is answered by each of them', async () => {
    const request = `0e80 ${EVERYBODY.toString(16)} 19 02 ff`;
    const dialogue = [request, '1010 0e80 59 02 ff 04 20 00 09', '1011 0e80 59 02 ff c1 00 00 09'];
    expect((await faultsOf(...dialogue)).sort()).toEqual(['DoIP/1010 P0420-00 1', 'DoIP/1011 U0100-00 1']);
  });

  it('shows a whole flash, and where it broke off', async () => {
    const blocks = Array.from({ length: 4 }, (_, n) => [
      `0e80 1010 36 0${n + 1} ${'aa '.repeat(100)}`.trim(),
      `1010 0e80 ${n === 3 ? '7f 36 72' : `76 0${n + 1}`}`,
    ]).flat();
    const { faults, phases } = await evidenceOf(
      '0e80 1010 10 02',
      '1010 0e80 50 02',
      '0e80 1010 34 00 44 00 00 00 00 00 00 10 00',
      '1010 0e80 74 20 01 02',
      ...blocks,
    );
    expect(phases.map(({ phase, state, app }) => `${app} ${phase} ${state}`)).toEqual([
      '1010 install started',
      '1010 install failed',
    ]);
    expect(faults).toMatchObject([
      { code: 'NRC 0x72', ecu: 'DoIP', app: '1010' },
      { facts: { announcedBytes: 4096, transferredBytes: 300, requestId: '0x0E80', responseId: '0x1010' } },
    ]);
  });
});

describe('a DoIP entity', () => {
  const faultsIn = async (type: number, payload: number[]) => {
    const packet = { data: answer(doip(type, payload), { sequence: 1 }) };
    const { evidence } = await collectFile({
      stream: chunksOf(pcap([packet]), () => 1 << 16),
      codecs: nodeCodecs,
      file: { index: 0, name: 'drive.pcap', sizeBytes: 0 },
      sha256: () => '',
      referenceTimeUs: NOON_US,
    });
    return evidence[0].faults.map(({ kind, code, facts }) => `${kind} ${code}: ${facts.reason}`);
  };
  const activation = (code: number) => [0x0e, 0x80, 0x10, 0x10, code, 0, 0, 0, 0];

  it('that denies routing activation is a fault, by its code; one that grants it is none', async () => {
    expect(await faultsIn(6, activation(4))).toEqual([
      'doip-activation-denied DoIP activation 0x04: missing authentication',
    ]);
    expect(await faultsIn(6, activation(0x10))).toEqual([]);
  });

  it('that refuses a diagnostic message or its header is a fault, by its code', async () => {
    expect(await faultsIn(0x8003, [0x10, 0x10, 0x0e, 0x80, 6])).toEqual([
      'doip-nack DoIP NACK 0x06: target unreachable',
    ]);
    expect(await faultsIn(0, [2])).toEqual(['doip-nack DoIP header NACK 0x02: message too large']);
  });
});
