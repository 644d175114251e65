import { describe, expect, it } from 'vitest';
import {
  block,
  bytesOf,
  datagram,
  doip,
  interfaceBlock,
  NOON_US,
  packetBlock,
  pcap,
  section,
  socketCan,
} from '#test/support/captures.ts';
import { readBytes } from '#test/support/read-log.ts';

const frame = (n: number) => socketCan({ id: 0x100 + n, data: [n] });
const stream = async (capture: Uint8Array) => (await readBytes(capture)).streams[0];
const timesOf = async (capture: Uint8Array) => (await stream(capture)).records.map(({ timeUs }) => timeUs);
const idsOf = async (capture: Uint8Array) => (await stream(capture)).records.map(({ app }) => app);

describe('a pcap file', () => {
  it.each([
    ['little-endian, microseconds', {}],
    ['big-endian, microseconds', { isBigEndian: true }],
    ['little-endian, nanoseconds', { hasNanoseconds: true }],
    ['big-endian, nanoseconds', { isBigEndian: true, hasNanoseconds: true }],
  ])('%s gives each packet its time', async (_, options) => {
    const packets = [0, 1, 2].map((n) => ({ data: frame(n), timeUs: NOON_US + n * 1_500_001 }));
    const capture = pcap(packets, { linkType: 227, ...options });
    expect(await timesOf(capture)).toEqual([NOON_US, NOON_US + 1_500_001, NOON_US + 3_000_002]);
    expect(await idsOf(capture)).toEqual(['100', '101', '102']);
  });

  it('is read on behind a packet that promises more than it has', async () => {
    const packets = [0, 1, 2, 3, 4].map((n) => ({ data: frame(n) }));
    const capture = pcap(packets, { linkType: 227 });
    // The second packet's captured length: 9 bytes, now 40.
    capture[24 + 25 + 8] = 40;
    const { records, gaps } = await stream(capture);
    expect(records.map(({ app }) => app)).toEqual(['100', '102', '103', '104']);
    expect(gaps).toEqual([{ offset: 24 + 25, length: 25, reason: 'truncated-record' }]);
  });

  it('is read on behind garbage between packets', async () => {
    const [first, ...rest] = [0, 1, 2, 3].map((n) => pcap([{ data: frame(n) }], { linkType: 227 }).subarray(24));
    const header = pcap([], { linkType: 227 });
    const { records, gaps } = await stream(bytesOf(header, first, new Uint8Array(19).fill(0xee), ...rest));
    expect(records.map(({ app }) => app)).toEqual(['100', '101', '102', '103']);
    expect(gaps).toEqual([{ offset: 24 + 25, length: 19, reason: 'garbage' }]);
  });

  describe('of a hundred packets', () => {
    const sent = Array.from({ length: 100 }, (_, n) => ({ data: frame(n), timeUs: NOON_US + n * 1000 }));
    const capture = pcap(sent, { linkType: 227 });
    const bytesOfPacket = 25;
    const placeOf = (n: number) => 24 + n * bytesOfPacket;
    const all = sent.map((_, n) => (0x100 + n).toString(16).toUpperCase());

    it.each([
      ['some words', 3],
      ['a packet and more', 40],
      ['a thousand bytes', 1000],
    ])('keeps all that %s of zeros leave', async (_, length) => {
      for (let at = placeOf(20); at < placeOf(21); at++) {
        const damaged = capture.slice().fill(0, at, at + length);
        const lost = Math.ceil((at + length - placeOf(20)) / bytesOfPacket);
        const kept = [...all.slice(0, 20), ...all.slice(20 + lost)];
        expect(await idsOf(damaged)).toEqual(expect.arrayContaining(kept));
      }
    });

    it('keeps all behind bytes that are missing, wherever they were', async () => {
      for (let at = placeOf(20); at < placeOf(21); at++) {
        const damaged = bytesOf(capture.subarray(0, at), capture.subarray(at + 107));
        expect(await idsOf(damaged)).toEqual(expect.arrayContaining([...all.slice(0, 20), ...all.slice(26)]));
      }
    });

    it('goes on at another time where the clock was set', async () => {
      const times = sent.map(({ timeUs }, n) => (n < 50 ? timeUs - 50 * 365 * 86_400e6 : timeUs));
      const jumped = pcap(
        sent.map(({ data }, n) => ({ data, timeUs: times[n] })),
        { linkType: 227 },
      );
      expect(await timesOf(jumped)).toEqual(times);
    });
  });

  it('that ends inside a packet keeps the ones before', async () => {
    const capture = pcap([{ data: frame(0) }, { data: frame(1) }], { linkType: 227 });
    const { records, gaps } = await stream(capture.subarray(0, capture.length - 3));
    expect(records.map(({ app }) => app)).toEqual(['100']);
    expect(gaps).toEqual([{ offset: 49, length: 22, reason: 'cut-off-file' }]);
  });

  it('of a link that Argus does not know passes its packets, counted', async () => {
    const { records, passed } = await stream(pcap([{ data: frame(0) }, { data: frame(1) }], { linkType: 195 }));
    expect(records).toEqual([]);
    expect(passed).toEqual({ header: { count: 1, bytes: 24 }, 'link-packet': { count: 2, bytes: 50 } });
  });
});

describe('a pcapng file', () => {
  it.each([
    ['microseconds, which is the default', {}, BigInt(NOON_US)],
    ['nanoseconds', { resolution: 9 }, BigInt(NOON_US) * 1000n + 999n],
    ['milliseconds', { resolution: 3 }, BigInt(NOON_US / 1000)],
    ['2^-20 seconds', { resolution: 0x94 }, BigInt(NOON_US / 1e6) << 20n],
    ['microseconds since noon', { offsetSeconds: NOON_US / 1e6 }, 0n],
  ])('counts time in %s', async (_, clock, ticks) => {
    const blocks = [section(), interfaceBlock({ linkType: 227, ...clock }), packetBlock({ data: frame(1), ticks })];
    expect(await timesOf(bytesOf(...blocks))).toEqual([NOON_US]);
  });

  it('has a clock, a link and a name per interface', async () => {
    const { records } = await stream(
      bytesOf(
        section(),
        interfaceBlock({ linkType: 227, name: 'can0' }),
        interfaceBlock({ linkType: 1, name: 'eth0', resolution: 9 }),
        interfaceBlock({ linkType: 227, name: 'can1', resolution: 3 }),
        packetBlock({ interfaceId: 2, ticks: BigInt(NOON_US / 1000 + 2), data: frame(1) }),
        packetBlock({ interfaceId: 0, ticks: BigInt(NOON_US + 3000), data: frame(1), isOutbound: true }),
        packetBlock({ interfaceId: 1, ticks: BigInt(NOON_US + 4000) * 1000n, data: datagram(doip(7, [])) }),
      ),
    );
    expect(records.map(({ ecu, timeUs }) => [ecu, (timeUs ?? 0) - NOON_US])).toEqual([
      ['can1', 2000],
      ['can0', 3000],
      ['DoIP', 4000],
    ]);
  });

  it('begins anew with each section, in the byte order of that section', async () => {
    const capture = bytesOf(
      section(),
      interfaceBlock({ linkType: 227, name: 'can0' }),
      packetBlock({ data: frame(1) }),
      section({ isBigEndian: true }),
      interfaceBlock({ linkType: 227, name: 'can9', isBigEndian: true }),
      packetBlock({ data: frame(2), isBigEndian: true }),
    );
    const { records } = await stream(capture);
    expect(records.map(({ ecu, app, timeUs }) => [ecu, app, timeUs])).toEqual([
      ['can0', '101', NOON_US],
      ['can9', '102', NOON_US],
    ]);
  });

  it('holds simple packets, which have no time', async () => {
    const simple = block(3, bytesOf([9, 0, 0, 0], frame(1)));
    const { records } = await stream(bytesOf(section(), interfaceBlock({ linkType: 227 }), simple));
    expect(records).toMatchObject([{ timeUs: null, text: '101#01' }]);
  });

  it('has blocks around packets, which are passed however long they are', async () => {
    const secrets = block(10, new Uint8Array(400_000));
    const blocks = [section(), interfaceBlock({ linkType: 227 }), secrets, packetBlock({ data: frame(1) })];
    const { records, gaps, passed } = await stream(bytesOf(...blocks));
    expect(records).toHaveLength(1);
    expect(gaps).toEqual([]);
    expect(passed).toMatchObject({ structure: { count: 2, bytes: 24 + 400_012 } });
  });

  it('is read on at the next whole block behind damage', async () => {
    const broken = packetBlock({ data: frame(2) });
    broken[broken.length - 4] ^= 0xff;
    const { records, gaps } = await stream(
      bytesOf(
        section(),
        interfaceBlock({ linkType: 227 }),
        packetBlock({ data: frame(1) }),
        broken,
        packetBlock({ data: frame(3) }),
      ),
    );
    expect(records.map(({ app }) => app)).toEqual(['101', '103']);
    expect(gaps).toEqual([{ offset: 28 + 24 + 44, length: 44, reason: 'garbage' }]);
  });

  it('whose block promises more than the file has is read on behind it', async () => {
    const blocks = Array.from({ length: 9 }, (_, n) => packetBlock({ data: frame(n) }));
    const capture = bytesOf(section(), interfaceBlock({ linkType: 227 }), ...blocks);
    const at = section().length + interfaceBlock({ linkType: 227 }).length + blocks[0].length;
    capture[at + 6] = 3;
    expect(await idsOf(capture)).toEqual(['100', '102', '103', '104', '105', '106', '107', '108']);
  });

  it('that names an interface it does not have loses that packet only', async () => {
    const blocks = [section(), interfaceBlock({ linkType: 227 })];
    const packets = [packetBlock({ interfaceId: 5, data: frame(1) }), packetBlock({ data: frame(2) })];
    const { records, gaps } = await stream(bytesOf(...blocks, ...packets));
    expect(records.map(({ app }) => app)).toEqual(['102']);
    expect(gaps).toMatchObject([{ reason: 'invalid-length' }]);
  });
});
