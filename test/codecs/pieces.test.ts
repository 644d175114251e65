import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { CodecError, type PieceMethod } from '#src/parsers/codecs.ts';
import { Random } from '#test/support/mutate.ts';

const PLAIN = Buffer.from(
  Array.from(
    { length: 40 },
    (_, i) => `line ${i % 7} of a log: the same words again and again, abcabcabcabcabc\n`,
  ).join(''),
);
const STORED = Buffer.from(Array.from({ length: 60 }, (_, i) => (i * i * 7 + i) % 251));

/** Packed by python-lz4 4.4.5 and Python's own bz2. */
const PIECES: [string, PieceMethod, Buffer, string][] = [
  [
    'an LZ4 frame with checksums and its size',
    'lz4',
    PLAIN,
    'BCJNGHxAKAoAAAAAAACZbgAAAPIabGluZSAwIG9mIGEgbG9nOiB0aGUgc2FtZSB3b3JkcyBhZ2FpbiBhbmQKAFgsIGFiYwMAEQpBAB8xQQAtHzJBAC0fM0EALR80QQAtHzVBAC0fNkEALR8wQQAtD8cB//////////8LUGNhYmMK4X6wvwAAAAD2n7HJ',
  ],
  [
    'an LZ4 frame without either',
    'lz4',
    PLAIN,
    'BCJNGGBAgm4AAADyGmxpbmUgMCBvZiBhIGxvZzogdGhlIHNhbWUgd29yZHMgYWdhaW4gYW5kCgBYLCBhYmMDABEKQQAfMUEALR8yQQAtHzNBAC0fNEEALR81QQAtHzZBAC0fMEEALQ/HAf//////////C1BjYWJjCgAAAAA=',
  ],
  [
    'a bare LZ4 block',
    'lz4',
    PLAIN,
    '8hpsaW5lIDAgb2YgYSBsb2c6IHRoZSBzYW1lIHdvcmRzIGFnYWluIGFuZAoAWCwgYWJjAwARCkEAHzFBAC0fMkEALR8zQQAtHzRBAC0fNUEALR82QQAtD8cB//////////9MUGNhYmMK',
  ],
  [
    'an LZ4 frame of stored bytes',
    'lz4',
    STORED,
    'BCJNGGhAPAAAAAAAAAAzPAAAgAAIHkJ0tAdjzUrQaRDAg1QzIBskO2CT1CiF8G71jzforH5eTEhSapDEC1u5KqQxx3An57qbioeSq9IMTwAAAAA=',
  ],
  [
    'a bzip2 stream',
    'bzip2',
    PLAIN,
    'QlpoOTFBWSZTWQKoy0EAA+rZgAAQQAR/ED/nnIAwANgFGhoAAACjQ0AAAAUqSnqaGj0xTQPKbQTUTYTzE4E3E/RNxNpr8LRdlqs5tNBNxMCdRNxO4mBNwTAqyCaiZCdhF3EXQTgTAn2J/CcBOgTkTATkTgTqJ5CchMCYEyEzE/xPQTgTMVeBdyRThQkAKoy0EA==',
  ],
];

describe.each(PIECES)('%s', (_, method, plain, packed) => {
  const bytes = Uint8Array.from(Buffer.from(packed, 'base64'));
  const unpack = (changed: Uint8Array, isCut = false, maxBytes = plain.length) =>
    nodeCodecs.unpackPiece({ method, bytes: changed, isCut }, maxBytes);

  it('gives what was packed', () => {
    expect(Buffer.from(unpack(bytes))).toEqual(plain);
  });

  it('of which a part is missing is damage, or (bzip2 apart) the beginning of it where the file ends there', () => {
    for (let length = 1; length < bytes.length - 24; length++) {
      const cut = bytes.slice(0, length);
      expect(() => unpack(cut)).toThrow(CodecError);
      if (method === 'bzip2') continue;
      const begin = Buffer.from(unpack(cut, true));
      expect(begin).toEqual(plain.subarray(0, begin.length));
    }
  });

  it('that gives more than it may is damage', () => {
    expect(() => unpack(bytes, false, plain.length - 1)).toThrow(CodecError);
  });

  it('with wrong bytes ends, in damage or in as many bytes as it may give', () => {
    const random = new Random(3);
    // bzip2 sets up 4 MB for each.
    const rounds = method === 'bzip2' ? 50 : 2000;
    for (let n = 0; n < rounds; n++) {
      const changed = Uint8Array.from(bytes);
      changed[random.below(bytes.length)] = random.below(256);
      try {
        expect(unpack(changed).length).toBeLessThanOrEqual(plain.length);
      } catch (error) {
        if (!(error instanceof CodecError)) throw error;
      }
    }
  });
});
