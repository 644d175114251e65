import { describe, expect, it } from 'vitest';
import { answer, bytesOf, datagram, diagnostic, doip, NOON_US, pcap, segment, someIp } from '#test/support/captures.ts';
import { recordsOf } from '#test/support/read-capture.ts';
import { readBytes } from '#test/support/read-log.ts';

const message = (n: number) => diagnostic(0x0e80, 0x1010, [0x22, 0xf1, n]);
const text = (n: number) => `DoIP/0E80 DoIP 0x8001 0E80>1010 22F1${n.toString(16).toUpperCase().padStart(2, '0')}`;
/** 15 bytes each. */
const stream = bytesOf(...[1, 2, 3, 4, 5, 6].map(message));
const texts = [1, 2, 3, 4, 5, 6].map(text);

/** Segments of the stream from the tester, by their places in it. */
const segments = (...ranges: [number, number][]) =>
  ranges.map(([from, to], n) => ({
    data: segment(stream.subarray(from, to), { sequence: 1000 + from }),
    timeUs: NOON_US + n,
  }));

describe('messages in TCP', () => {
  it('stand several in one segment, each with a place of its own', async () => {
    const { streams } = await readBytes(pcap(segments([0, 90])));
    expect(streams[0].records.map(({ offset, length }) => [offset, length])).toEqual([
      [24, 16 + 54 + 15],
      [24 + 85, 15],
      [24 + 100, 15],
      [24 + 115, 15],
      [24 + 130, 15],
      [24 + 145, 15],
    ]);
    expect(streams[0].passed).toEqual({ header: { count: 1, bytes: 24 } });
  });

  it.each([1, 2, 7, 8, 13, 15, 16, 40])('are put together from segments of %i bytes', async (size) => {
    const ranges: [number, number][] = [];
    for (let at = 0; at < stream.length; at += size) ranges.push([at, Math.min(at + size, stream.length)]);
    // The first bytes say what the stream is: they come in one piece.
    const [first, ...rest] =
      size < 8 ? [[0, 14] as [number, number], ...ranges.filter(([from]) => from >= 14)] : ranges;
    expect(await recordsOf(pcap(segments(first, ...rest)))).toEqual(texts);
  });

  it('are cited where they become whole, at the time of that packet', async () => {
    const { streams } = await readBytes(pcap(segments([0, 10], [10, 40], [40, 90])));
    const { records, passed } = streams[0];
    expect(records.map(({ timeUs }) => (timeUs ?? 0) - NOON_US)).toEqual([1, 1, 2, 2, 2, 2]);
    expect(passed).toMatchObject({ fragment: { count: 1, bytes: 16 + 54 + 10 } });
  });

  it('count once when segments are sent again, whole or in part', async () => {
    expect(await recordsOf(pcap(segments([0, 30], [0, 30], [20, 60], [15, 45], [60, 90], [30, 90])))).toEqual(texts);
  });

  it('are put in order when segments overtake each other', async () => {
    const { streams } = await readBytes(pcap(segments([0, 20], [40, 60], [60, 90], [20, 40])));
    const { records, gaps } = streams[0];
    expect(records.map(({ ecu, app, text }) => `${ecu}/${app} ${text}`)).toEqual(texts);
    expect(new Set(records.map(({ offset }) => offset)).size).toBe(6);
    expect(gaps).toEqual([]);
  });

  it('go on behind a segment that was never captured, once the receiver has acknowledged it', async () => {
    const packets = [
      ...segments([0, 15], [30, 45]),
      { data: answer(new Uint8Array(0), { sequence: 1, acknowledged: 1045 }) },
      ...segments([45, 90]),
    ];
    expect(await recordsOf(pcap(packets))).toEqual(texts.filter((_, n) => n !== 1));
  });

  it('go on behind a segment that was never captured, even when nobody acknowledges it', async () => {
    const many = bytesOf(...Array.from({ length: 40 }, (_, n) => message(n)));
    const packets = Array.from({ length: 40 }, (_, n) => ({
      data: segment(many.subarray(n * 15, n * 15 + 15), { sequence: n * 15 }),
    })).filter((_, n) => n !== 3);
    expect(await recordsOf(pcap(packets))).toHaveLength(39);
  });

  it.each([
    [20, 25, []],
    [24, 26, ['DoIP DoIP 0x8001 diagnostic message cut off']],
    [28, 29, ['DoIP/0E80 DoIP 0x8001 0E80>1010 22']],
    [24, 33, ['DoIP DoIP 0x8001 diagnostic message cut off']],
  ])('that lost bytes %i to %i are kept as far as they go, and those behind are found', async (from, to, expected) => {
    const packets = [
      ...segments([0, from], [to, 90]),
      { data: answer(new Uint8Array(0), { sequence: 1, acknowledged: 1090 }) },
    ];
    const lost = to > 30 ? 2 : 1;
    expect(await recordsOf(pcap(packets))).toEqual([texts[0], ...expected, ...texts.slice(1 + lost)]);
  });

  it('behind a lost segment are found though nobody acknowledges it: after a while, or at the end of the capture', async () => {
    const [first, , third] = segments([0, 30], [30, 45], [45, 90]);
    expect(await recordsOf(pcap([first, third]))).toEqual([texts[0], texts[1], ...texts.slice(3)]);
    const timed = [first, third].map((packet, n) => ({ ...packet, timeUs: NOON_US + n * 1e6 }));
    const later = { data: segment(message(9), { sequence: 1000 + 90 }), timeUs: NOON_US + 5e6 };
    const other = { data: datagram(doip(7, [])), timeUs: NOON_US + 6e6 };
    expect(await recordsOf(pcap([...timed, later, other]))).toEqual([
      ...[1, 2, 4, 5, 6, 9].map(text),
      'DoIP DoIP 0x0007 alive check request',
    ]);
  });

  it('that snaplen cut keep their head, and the stream its order', async () => {
    const [first, second] = segments([0, 45], [45, 90]);
    const cut = { ...first, data: first.data.subarray(0, first.data.length - 20), missing: 20 };
    const { streams } = await readBytes(pcap([cut, second]));
    expect(streams[0].records.map((record) => record.text)).toEqual([
      'DoIP 0x8001 0E80>1010 22F101',
      'DoIP 0x8001 diagnostic message cut off',
      ...[4, 5, 6].map((n) => text(n).replace('DoIP/0E80 ', '')),
    ]);
  });

  it('begin anew with a new connection on the same ports', async () => {
    const packets = [
      { data: segment(new Uint8Array(0), { sequence: 5000, isSyn: true }) },
      { data: segment(message(1), { sequence: 5001 }) },
      { data: segment(new Uint8Array(0), { sequence: 9, isSyn: true }) },
      { data: segment(message(2), { sequence: 10 }) },
    ];
    expect(await recordsOf(pcap(packets))).toEqual([text(1), text(2)]);
  });

  it('go on where the sequence numbers wrap round', async () => {
    const from = 0xffffffff - 9;
    const packets = [
      { data: segment(stream.subarray(0, 20), { sequence: from }) },
      { data: segment(stream.subarray(20), { sequence: from + 20 }) },
    ];
    expect(await recordsOf(pcap(packets))).toEqual(texts);
  });

  it('are followed in both directions', async () => {
    const packets = [
      { data: segment(message(1), { sequence: 1 }) },
      { data: answer(bytesOf(doip(0x8002, [0x10, 0x10, 0x0e, 0x80, 0])), { sequence: 70, acknowledged: 16 }) },
      { data: answer(diagnostic(0x1010, 0x0e80, [0x62, 0xf1, 1, 2]), { sequence: 83, acknowledged: 16 }) },
    ];
    expect(await recordsOf(pcap(packets))).toEqual([
      text(1),
      'DoIP/1010 DoIP 0x8002 diagnostic message acknowledged: 1010 to 0E80',
      'DoIP/1010 DoIP 0x8001 1010>0E80 62F10102',
    ]);
  });

  it('of SOME/IP are found on any port', async () => {
    const packets = [{ data: segment(someIp({ type: 0x80 }), { sequence: 1, source: 30_501, destination: 45_000 }) }];
    expect(await recordsOf(pcap(packets))).toEqual([
      '10.0.0.1/SOME/IP/1234 SOME/IP 0x1234.0x0421 response E_OK, client 17, session 3, 0 bytes',
    ]);
  });
});

describe('TCP packets without a message of their own', () => {
  it('are counted: handshakes, acknowledgements, repetitions, other protocols', async () => {
    const packets = [
      { data: segment(new Uint8Array(0), { sequence: 0, isSyn: true }) },
      { data: segment(message(1), { sequence: 1 }) },
      { data: segment(message(1), { sequence: 1 }) },
      { data: segment(bytesOf('GET / HTTP/1.1\r\n\r\n'), { sequence: 1, source: 4000, destination: 80 }) },
    ];
    const { streams } = await readBytes(pcap(packets));
    expect(streams[0].records).toHaveLength(1);
    expect(streams[0].passed).toMatchObject({ 'tcp-packet': { count: 3 } });
  });
});
