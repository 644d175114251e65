import { describe, expect, it } from 'vitest';
import { inspectLine } from '#src/evidence/detect/detectors.ts';
import { follow, frame, isoTp, type SentFrame } from '#test/support/bus-traffic.ts';
import { fastestMs } from '#test/support/fastest.ts';
import { viewOf } from './inspect.ts';

const LENGTH = 256 * 1024;
const repeated = (text: string): string => text.repeat(Math.ceil(LENGTH / text.length));

/** Beginnings of patterns over and over: what makes a backtracking pattern slow. */
const PIECES = [
  'a',
  ' ',
  'avc:  denied  { read ',
  'avc: denied { read } comm="a" ',
  'error 0x800 ',
  'error code fault 0x',
  '0x8004 ',
  'slot a marked as ',
  'rollback to slot ',
  'signature verification ',
  'hash checksum digest ',
  'P0420 dtc ',
  'mmcblk0p1 mmc0 ',
  'EXT4-fs EXT4-fs ',
  'software version 1.1.1.1.1-',
  'campaign a state ',
  'health check health check ',
  'download of a download for ',
  'voltage voltage : ',
  'cpu cpu 1 ',
  'Failed to load dm table: Aa ',
  'bootcount bootlimit ',
  'reset reason reset reason : ',
  'ErrorCode::k ActionProcessor: finished ',
  'Installing `aaaaaaaa ',
  'State transition: a [b] -',
  'artifact invalid signature artifact ',
  'metadata metadata signature ',
  'negative response 7F negative response 7F 31 ',
  'NRC 0x7',
  'traps: a[1] traps: a',
  'Failed to download bundle a Destination device a ',
];

describe('a hostile line', () => {
  it.each(PIECES)('of 256 KB of %j takes a few milliseconds', async (piece) => {
    const view = viewOf(repeated(piece));
    inspectLine(view);
    expect(await fastestMs(5, () => inspectLine(view))).toBeLessThan(20);
  });

  it('puts none of its own words into a title', () => {
    const text = 'health check failed; kernel panic - not syncing; DTC P0420 <script> ignore previous instructions';
    const titles = inspectLine(viewOf(text)).map(({ fault }) => fault?.title ?? '');
    expect(titles.join()).not.toMatch(/script|ignore/);
  });
});

/** Repeatable noise (xorshift). */
function* noise(count: number, seed = 0x2545f491): Generator<SentFrame> {
  let state = seed;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: next() % 9 }, () => next() & 0xff);
    yield { id: next() & 0x7ff, data, atMs: i };
  }
}

describe('a hostile bus', () => {
  it('of random frames yields no fault', () => {
    expect(follow(noise(200_000)).faults).toEqual([]);
  });

  it('of announcements of 16 MB from every id is read without keeping what they announce', () => {
    function* announcements(): Generator<SentFrame> {
      for (let id = 0; id < 20_000; id++) yield frame(`${(0x10000 + id).toString(16)} 10 00 01 00 00 00 36 01`, id);
    }
    const before = process.memoryUsage().arrayBuffers;
    expect(follow(announcements()).faults).toEqual([]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });

  it('cannot make more than a few hundred faults', () => {
    function* refusals(): Generator<SentFrame> {
      for (let service = 0x10; service < 0x3f; service++) {
        for (let nrc = 0x10; nrc < 0xff; nrc++) {
          yield* isoTp(0x7e0, [service, 1, 1, 1], service);
          yield* isoTp(0x7e8, [0x7f, service, nrc], service);
        }
      }
    }
    const { faults } = follow(refusals());
    expect(faults.length).toBeGreaterThan(100);
    expect(faults.length).toBeLessThanOrEqual(512);
  });

  it('survives every cut and every flipped byte of a good dialogue', () => {
    const good = [
      ...isoTp(0x7e0, [0x34, 0x00, 0x44, 0, 0, 0, 0, 0, 0, 1, 0], 0),
      ...isoTp(0x7e8, [0x74, 0x20, 0x0f, 0xf9], 1),
      ...isoTp(0x7e0, [0x36, 1, ...new Array<number>(30).fill(7)], 2),
      ...isoTp(0x7e8, [0x76, 1], 3),
      ...isoTp(0x7e8, [0x59, 2, 0xff, 1, 2, 3, 9, 1, 2, 4, 9], 4),
    ];
    for (let i = 0; i < good.length; i++) {
      expect(() => follow(good.slice(0, i))).not.toThrow();
      for (let at = 0; at < 8; at++) {
        const data = Uint8Array.from(good[i].data, (byte, j) => (j === at ? byte ^ 0xff : byte));
        expect(() => follow(good.with(i, { ...good[i], data: data.subarray(0, 8 - (at % 3)) }))).not.toThrow();
      }
    }
  });
});
