import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  datagram,
  diagnostic,
  doip,
  ethernet,
  ipv4,
  ipv6,
  networkDlt,
  pcap,
  segment,
  someIp,
  u16,
  u32,
  udp,
} from '#test/support/captures.ts';
import { recordsOf } from '#test/support/read-capture.ts';
import { readBytes } from '#test/support/read-log.ts';

const only = async (packet: Uint8Array) => recordsOf(pcap([{ data: packet }]));
const textOf = async (message: Uint8Array) =>
  (await readBytes(pcap([{ data: datagram(message) }]))).streams[0].records[0].text;
const VIN = 'WVWZZZ1JZXW000001';

describe('DoIP messages', () => {
  it.each([
    [0x0000, [2], 'negative acknowledge: code 0x02 (message too large)'],
    [0x0001, [], 'vehicle identification request'],
    [0x0005, [0x0e, 0x80, 0, 0, 0, 0, 0], 'routing activation request: tester 0E80, type 0x00 (default)'],
    [
      0x0006,
      [0x0e, 0x80, 0x10, 0x10, 0, 0, 0, 0, 0],
      'routing activation response: tester 0E80, entity 1010, code 0x00 (denied: unknown source address)',
    ],
    [0x0007, [], 'alive check request'],
    [0x0008, [0x0e, 0x80], 'alive check response: tester 0E80'],
    [0x4001, [], 'entity status request'],
    [0x4002, [0, 4, 1, 0, 0, 16, 0], 'entity status response: 0x00 (gateway), 1 of 4 sockets open'],
    [0x4003, [], 'diagnostic power mode request'],
    [0x4004, [1], 'diagnostic power mode response: 0x01 (ready)'],
    [0x8002, [0x10, 0x10, 0x0e, 0x80, 0], 'diagnostic message acknowledged: 1010 to 0E80'],
    [
      0x8003,
      [0x10, 0x10, 0x0e, 0x80, 3],
      'diagnostic message refused: 1010 to 0E80, code 0x03 (unknown target address)',
    ],
    [0xf012, [1, 2, 3], 'payload of 3 bytes'],
  ])('of type 0x%s are text that a person reads', async (type, payload, expected) => {
    // One before says what the datagram is: a maker's own types are known by nothing.
    const { streams } = await readBytes(pcap([{ data: datagram(bytesOf(doip(7, []), doip(type, payload))) }]));
    expect(streams[0].records[1]).toMatchObject({
      kind: 'message',
      level: 'none',
      text: `DoIP 0x${type.toString(16).padStart(4, '0')} ${expected}`,
    });
  });

  it('that announce a vehicle name it', async () => {
    const payload = bytesOf(VIN, [0x10, 0x10, 0, 0x1a, 0x37, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0]);
    expect(await textOf(doip(4, payload))).toBe(
      `DoIP 0x0004 vehicle announcement: VIN ${VIN}, entity 1010, EID 00:1A:37:01:02:03, GID 00:00:00:00:00:00, further action 0x00 (none)`,
    );
  });

  it('that carry diagnostics are frames of what tester and ECU said', async () => {
    const { streams } = await readBytes(pcap([{ data: datagram(diagnostic(0x0e80, 0x1010, [0x22, 0xf1, 0x90])) }]));
    expect(streams[0].records).toMatchObject([
      { kind: 'frame', ecu: 'DoIP', app: '0E80', text: 'DoIP 0x8001 0E80>1010 22F190' },
    ]);
  });
});

describe('SOME/IP messages', () => {
  it.each([
    [{ type: 0 }, 'request E_OK, client 17, session 3, 0 bytes'],
    [{ type: 1 }, 'request without return E_OK, client 17, session 3, 0 bytes'],
    [{ type: 2, payload: [1, 2] }, 'notification E_OK, client 17, session 3, 2 bytes'],
    [{ type: 0x80, returnCode: 5 }, 'response E_NOT_REACHABLE (0x05), client 17, session 3, 0 bytes'],
    [{ type: 0x81, returnCode: 0x21 }, 'error return code (0x21), client 17, session 3, 0 bytes'],
    [{ type: 0x22, payload: [0, 0, 5, 0x71] }, 'notification segment at 1392 E_OK, client 17, session 3, 4 bytes'],
    [{ type: 0x22, payload: [0, 0, 5, 0x70] }, 'notification last segment at 1392 E_OK, client 17, session 3, 4 bytes'],
  ])('%o say type, return code and caller', async (options, expected) => {
    expect(await textOf(someIp(options))).toBe(`SOME/IP 0x1234.0x0421 ${expected}`);
  });

  it('stand several in one datagram, and belong to their sender and service', async () => {
    expect(await only(datagram(bytesOf(someIp(), someIp({ service: 0x00ff }))))).toEqual([
      '10.0.0.1/SOME/IP/1234 SOME/IP 0x1234.0x0421 request E_OK, client 17, session 3, 0 bytes',
      '10.0.0.1/SOME/IP/00FF SOME/IP 0x00ff.0x0421 request E_OK, client 17, session 3, 0 bytes',
    ]);
  });

  it('of service discovery say what is offered, sought, refused and withdrawn', async () => {
    const entry = (type: number, ttl: number, last: number) => [
      ...[type, 0, 0, 0, 0x12, 0x34, 0, 1],
      ...u32(0x01000000 | ttl),
      ...u32(last),
    ];
    const entries = [entry(1, 3, 0), entry(1, 0, 0), entry(0, 9, 2), entry(6, 5, 7), entry(7, 0, 7)].flat();
    const payload = [0xc0, 0, 0, 0, ...u32(entries.length), ...entries, ...u32(0)];
    expect(await only(datagram(someIp({ service: 0xffff, method: 0x8100, type: 2, payload })))).toEqual([
      '10.0.0.1/SOME/IP/SD SOME/IP-SD session 3 to 10.0.0.2 after reboot: offer 0x1234.1 v1.0 ttl 3, stop offer 0x1234.1 v1.0, find 0x1234.1 v1.2 ttl 9, ' +
        'subscribe 0x1234.1 v1 eventgroup 7 ttl 5, subscribe refused 0x1234.1 v1 eventgroup 7',
    ]);
  });
});

describe('DLT messages in packets', () => {
  it('stand several in one datagram or segment, with or without serial headers, at the time of the packet', async () => {
    const messages = bytesOf(networkDlt('one'), networkDlt('two', { isSerial: true }));
    const expected = ['GATE/OTA/INST one', 'GATE/OTA/INST two'];
    expect(await only(datagram(messages, { destination: 3490 }))).toEqual(expected);
    expect(await only(segment(messages, { sequence: 1, source: 3490 }))).toEqual(expected);
  });

  it('that go over two segments are whole, and keep their text', async () => {
    const messages = bytesOf(networkDlt('one'), networkDlt('a longer text'));
    const parts = [messages.subarray(0, 50), messages.subarray(50)].map((part, n) => ({
      data: segment(part, { sequence: 50 * n, source: 3490 }),
    }));
    expect(await recordsOf(pcap(parts))).toEqual(['GATE/OTA/INST one', 'GATE/OTA/INST a longer text']);
  });
});

it('A DLT message that says another version is read on the port of DLT, and taken for nothing elsewhere', async () => {
  const message = networkDlt('sleep');
  message[0] |= 0xe0;
  expect(await only(datagram(message, { destination: 3490 }))).toEqual(['GATE/OTA/INST sleep']);
  expect(await only(datagram(message, { destination: 4000 }))).toEqual([]);
});

describe('layers below', () => {
  const message = doip(7, []);
  const expected = ['DoIP DoIP 0x0007 alive check request'];

  it('may be virtual networks, stacked', async () => {
    expect(await only(ethernet(ipv4(udp(message), { protocol: 17 }), 0x0800, [5, 6]))).toEqual(expected);
  });

  it('may be IPv6', async () => {
    expect(await only(ethernet(ipv6(udp(message), { protocol: 17 }), 0x86dd))).toEqual(expected);
    expect(await only(ethernet(ipv6(udp(someIp()), { protocol: 17 }), 0x86dd))).toEqual([
      'fe80::1/SOME/IP/1234 SOME/IP 0x1234.0x0421 request E_OK, client 17, session 3, 0 bytes',
    ]);
  });

  it.each(['IPv4', 'IPv6'])('may cut datagrams into fragments of %s, which come in any order', async (version) => {
    const whole = udp(bytesOf(...Array.from({ length: 6 }, () => message)));
    const cuts: [number, number][] = [
      [16, 32],
      [32, whole.length],
      [0, 16],
    ];
    const packets = cuts.map(([from, to]) => {
      const options = { protocol: 17, id: 9, fragmentOffset: from, hasMore: to < whole.length };
      const part = whole.subarray(from, to);
      const packet = version === 'IPv4' ? ethernet(ipv4(part, options)) : ethernet(ipv6(part, options), 0x86dd);
      return { data: packet };
    });
    const { streams } = await readBytes(pcap(packets));
    expect(streams[0].records).toHaveLength(6);
    expect(streams[0].passed).toMatchObject({ fragment: { count: 2 } });
  });

  it('may be cut by snaplen: what the datagram still says is kept', async () => {
    const packet = datagram(bytesOf(someIp(), someIp({ payload: [1, 2, 3, 4] })));
    const { streams } = await readBytes(pcap([{ data: packet.subarray(0, packet.length - 3), missing: 3 }]));
    expect(streams[0].records.map(({ text }) => text)).toEqual([
      'SOME/IP 0x1234.0x0421 request E_OK, client 17, session 3, 0 bytes',
      'SOME/IP 0x1234.0x0421 request E_OK, client 17, session 3, 4 bytes',
    ]);
  });

  it('that carry nothing Argus reads are counted by their kind', async () => {
    const packets = [
      ethernet(new Uint8Array(28), 0x0806),
      ethernet(ipv4(new Uint8Array(8), { protocol: 1 })),
      datagram(bytesOf('not a message at all')),
      ethernet(ipv4(bytesOf(u16(1)), { protocol: 6 })),
    ];
    const { streams } = await readBytes(pcap(packets.map((data) => ({ data }))));
    expect(streams[0].records).toEqual([]);
    const counts = Object.entries(streams[0].passed).map(([kind, { count }]) => `${kind} ${count}`);
    expect(counts.sort()).toEqual(['header 1', 'ip-packet 1', 'link-packet 1', 'tcp-packet 1', 'udp-packet 1']);
  });
});
