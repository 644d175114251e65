import { expect, it } from 'vitest';
import { type TextLayout, type TextLine, TextLogWriter } from '#src/simulator/writers/text-log.ts';

const line: TextLine = {
  timeUs: Date.UTC(2026, 9, 4, 6, 2, 33, 123) * 1000,
  uptimeUs: 3_340_504_328,
  host: 'tcu',
  program: 'rauc',
  pid: 898,
  loudness: 'w',
  text: 'slot is busy',
};

it.each<[TextLayout, string]>([
  ['journal', 'Oct 04 06:02:33 tcu rauc[898]: slot is busy\n'],
  ['kernel', '[ 3340.504328] slot is busy\n'],
  ['own', '2026-10-04 06:02:33.123 WARN  rauc: slot is busy\n'],
  ['console', 'slot is busy\n'],
])('the layout "%s" writes lines as their loggers do', (layout, expected) => {
  const writer = new TextLogWriter(layout);
  writer.add(line);
  expect(new TextDecoder().decode(writer.toBytes())).toBe(expected);
});
