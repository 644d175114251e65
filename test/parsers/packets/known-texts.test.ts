import { expect, it } from 'vitest';
import { doipText } from '#src/parsers/packets/doip/doip-text.ts';
import { KnownTexts } from '#src/parsers/packets/doip/known-texts.ts';

it('texts that are known say of each message what it would be told anew', () => {
  const texts = new KnownTexts();
  // More payloads than are remembered, of all lengths that a text tells of, each twice in a row and then again.
  const payloads = Array.from({ length: 600 }, (_, n) =>
    Uint8Array.from({ length: n % 40 }, (_, i) => (n * 31 + i) & 0xff),
  );
  const all = [...payloads.flatMap((payload) => [payload, payload]), ...payloads];
  for (const type of [0x0000, 0x0004, 0x0006, 0x4002, 0x8002, 0x8003, 0xf000])
    for (const payload of all)
      expect(new TextDecoder().decode(texts.textOf(type, payload))).toBe(doipText(type, payload));
});
