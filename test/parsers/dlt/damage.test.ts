import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DltWriter } from '#src/simulator/writers/dlt.ts';
import { growthOf } from '#test/support/growth.ts';
import { coverageErrors, decodeAll } from './decode-all.ts';
import { logMessage, mixedFile, written } from './messages-to-write.ts';

const MESSAGE_BYTES = written((writer) => writer.log(logMessage(0))).length;
const LEN_AT = 18;
const TEXT_BYTES = 'message 0 of the installer'.length;

/** Messages 0, 1, 2, then what the test does, then 4, 5, 6. */
function around(damage: (writer: DltWriter) => void): Uint8Array {
  return written((writer) => {
    for (const n of [0, 1, 2]) writer.log(logMessage(n));
    damage(writer);
    for (const n of [4, 5, 6]) writer.log(logMessage(n));
  });
}

function withLength(length: number): (writer: DltWriter) => void {
  return (writer) => {
    const start = writer.sizeBytes;
    writer.log(logMessage(3));
    new DataView(writer.borrowBytes().buffer, start).setUint16(LEN_AT, length);
  };
}

function counters(bytes: Uint8Array): number[] {
  return decodeAll(bytes).records.map((record) => record.counter);
}

describe('Damage', () => {
  const start = 3 * MESSAGE_BYTES;
  const LEN = MESSAGE_BYTES - 16;

  it.each([
    [
      'a message cut short by a power loss',
      (w: DltWriter) => w.truncatedLog(logMessage(3), 50),
      'truncated-record',
      50,
    ],
    [
      'a message cut inside its storage header',
      (w: DltWriter) => w.truncatedLog(logMessage(3), 10),
      'truncated-record',
      10,
    ],
    [
      'a message that lost its last byte',
      (w: DltWriter) => w.truncatedLog(logMessage(3), MESSAGE_BYTES - 1),
      'truncated-record',
      MESSAGE_BYTES - 1,
    ],
    ['garbage', (w: DltWriter) => w.raw(new Uint8Array(300).fill(7)), 'garbage', 300],
    ['a block of zeros', (w: DltWriter) => w.raw(new Uint8Array(4096)), 'garbage', 4096],
    ['LEN 0', withLength(0), 'invalid-length', MESSAGE_BYTES],
    ['LEN below the header', withLength(9), 'invalid-length', MESSAGE_BYTES],
    ['LEN too short', withLength(LEN - 10), 'invalid-length', MESSAGE_BYTES],
    ['LEN too long', withLength(LEN + 10), 'truncated-record', MESSAGE_BYTES],
    ['LEN at its limit', withLength(0xffff), 'truncated-record', MESSAGE_BYTES],
    ['half a marker', (w: DltWriter) => w.raw(Uint8Array.of(0x44, 0x4c)), 'garbage', 2],
  ])('by %s is one gap; every other message stays', (_, damage, reason, length) => {
    const bytes = around(damage);
    expect(counters(bytes)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(decodeAll(bytes).gaps).toEqual([{ offset: start, length, reason }]);
  });

  it('by a cut and zeros behind it, as a preallocated file has, is one gap', () => {
    const bytes = around((writer) => {
      writer.truncatedLog(logMessage(3), 50);
      writer.raw(new Uint8Array(500));
    });
    expect(counters(bytes)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(decodeAll(bytes).gaps).toEqual([{ offset: start, length: 550, reason: 'invalid-length' }]);
  });

  it('in two places is two gaps', () => {
    const bytes = around((writer) => {
      writer.truncatedLog(logMessage(3), 60);
      writer.truncatedLog(logMessage(3), 40);
    });
    expect(decodeAll(bytes).gaps.map((gap) => gap.length)).toEqual([60, 40]);
  });

  it('before LEN, whose place the next message takes, swallows nothing even where that length meets a marker', () => {
    const promised = 16 + 0x444c;
    const bytes = written((writer) => {
      writer.truncatedLog(logMessage(3), LEN_AT);
      for (let n = 0; n < 100; n++) writer.log(logMessage(n, { arguments: [] }));
      const missing = promised - writer.sizeBytes - (MESSAGE_BYTES - TEXT_BYTES);
      writer.log(logMessage(100, { arguments: [{ type: 'string', value: 'x'.repeat(missing) }] }));
      writer.log(logMessage(101));
    });
    expect(Buffer.from(bytes).indexOf('DLT\x01', promised)).toBe(promised);
    expect(counters(bytes)).toEqual(Array.from({ length: 102 }, (_, n) => n));
    expect(decodeAll(bytes).gaps).toEqual([{ offset: 0, length: LEN_AT, reason: 'truncated-record' }]);
  });

  it('never cuts a message that carries a whole DLT message and ends where it promises', () => {
    const inner = written((writer) => writer.log(logMessage(9)));
    const bytes = around((writer) => writer.log(logMessage(3, { arguments: [{ type: 'raw', value: inner }] })));
    expect(counters(bytes)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(decodeAll(bytes).gaps).toEqual([]);
  });
});

describe('The ends of a file', () => {
  it('may be cut off: the rest is a gap', () => {
    const bytes = around((writer) => writer.log(logMessage(3))).subarray(0, 6 * MESSAGE_BYTES + 30);
    expect(counters(bytes)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(decodeAll(bytes).gaps).toEqual([{ offset: 6 * MESSAGE_BYTES, length: 30, reason: 'cut-off-file' }]);
  });

  it('may promise more than the file has and still hold whole messages', () => {
    const bytes = around(withLength(0xffff));
    expect(counters(bytes)).toEqual([0, 1, 2, 4, 5, 6]);
  });

  it('may begin in the middle of a message', () => {
    const bytes = around((writer) => writer.log(logMessage(3))).subarray(20);
    expect(counters(bytes)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(decodeAll(bytes).gaps).toEqual([{ offset: 0, length: MESSAGE_BYTES - 20, reason: 'garbage' }]);
  });

  it('may be no log at all', () => {
    expect(decodeAll(new Uint8Array(100_000))).toEqual({
      records: [],
      gaps: [{ offset: 0, length: 100_000, reason: 'garbage' }],
    });
    expect(decodeAll(new Uint8Array(0))).toEqual({ records: [], gaps: [] });
  });
});

describe('Any stream', () => {
  const file = mixedFile(400);
  const whole = decodeAll(file.bytes);

  it('holds every message that was written, with nothing between', () => {
    expect(whole.records.map((record) => record.offset)).toEqual(file.starts.slice(0, -1));
    expect(whole.gaps).toEqual([]);
  });

  it('gives the same records and gaps however it is split', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), fc.nat(), pieces, (dirt, place, sizes) => {
        const bytes = damaged(mixedFile(60).bytes, place, dirt);
        expect(decodeAll(bytes, sizes)).toEqual(decodeAll(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it('byte by byte gives the same records', () => {
    const { bytes } = mixedFile(12);
    expect(decodeAll(bytes, [1])).toEqual(decodeAll(bytes));
  });

  it('cut off anywhere keeps every whole message before the cut', () => {
    for (let cut = 0; cut < file.bytes.length; cut += 197) {
      const stream = decodeAll(file.bytes.subarray(0, cut));
      const expected = whole.records.filter((record) => record.offset + record.length <= cut);
      expect(stream.records).toEqual(expected);
      expect(coverageErrors(stream, cut)).toEqual([]);
    }
  });

  it('with its beginning lost anywhere keeps every whole message behind it', () => {
    for (let cut = 1; cut < file.bytes.length; cut += 997) {
      const stream = decodeAll(file.bytes.subarray(cut));
      const expected = whole.records.filter((record) => record.offset >= cut).map((record) => record.counter);
      expect(stream.records.map((record) => record.counter)).toEqual(expected);
      expect(coverageErrors(stream, file.bytes.length - cut)).toEqual([]);
    }
  });

  it('with one byte changed keeps every message but the one it hit', () => {
    fc.assert(
      fc.property(fc.nat(file.bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const bytes = file.bytes.slice();
        bytes[place] ^= change;
        const stream = decodeAll(bytes);
        const kept = new Set(stream.records.map((record) => record.offset));
        const lost = whole.records.filter((record) => !kept.has(record.offset));
        expect(coverageErrors(stream, bytes.length)).toEqual([]);
        expect(lost.filter((record) => !isHit(record, place, stream.records))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('of random bytes and markers is covered exactly once and never throws', () => {
    const marker = fc.constantFrom(
      [0x44, 0x4c, 0x54, 1],
      [0x44, 0x4c, 0x54, 2],
      [0x44, 0x4c, 0x53, 1],
      [0x3d, 0, 0, 40],
    );
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Array.from(bytes)),
      marker,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const bytes = Uint8Array.from(pieces.flat());
        const stream = decodeAll(bytes);
        expect(coverageErrors(stream, bytes.length)).toEqual([]);
        expect(decodeAll(bytes, [7])).toEqual(stream);
      }),
      { numRuns: 200 },
    );
  });

  it('of markers only is one damaged place, found in time proportional to its size', () => {
    const marker = Uint8Array.of(0x44, 0x4c, 0x54, 1);
    const growth = growthOf((size) => {
      const bytes = new Uint8Array(500_000 * size);
      for (let at = 0; at < bytes.length; at += 4) bytes.set(marker, at);
      expect(decodeAll(bytes).gaps).toEqual([{ offset: 0, length: bytes.length, reason: 'truncated-record' }]);
    });
    expect(growth).toBeLessThan(10);
  });
});

function damaged(bytes: Uint8Array, place: number, dirt: Uint8Array): Uint8Array {
  const at = place % bytes.length;
  return Uint8Array.from([...bytes.subarray(0, at), ...dirt, ...bytes.subarray(at + (place % 40))]);
}

/**
 * True for the message that holds the changed byte, and for those that a changed LEN legally takes into it: the promised
 * end is another marker, and a marker inside a payload is allowed.
 */
function isHit(record: { offset: number; length: number }, place: number, after: { offset: number; length: number }[]) {
  if (place >= record.offset && place < record.offset + record.length) return true;
  return after.some(
    (each) => each.offset <= place && record.offset > each.offset && record.offset < each.offset + each.length,
  );
}
