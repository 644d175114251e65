import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trcFormat } from '#src/parsers/trc/trc-format.ts';
import { decodeStream } from '../lines/decode-stream.ts';

/** No line that is read by its places fits: each is read by its words. */
const WORD_BY_WORD = 200;

interface Line {
  number: number;
  us: number;
  id: number;
  isLong: boolean;
  type: string;
  data: number[];
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');
const milliseconds = (us: number, places: number) => (us / 1000).toFixed(places);
const idOf = ({ id, isLong }: Line) => hex(isLong ? id : id & 0x7ff, isLong ? 8 : 4).padStart(8);
const dataOf = ({ data }: Line) => data.map((byte) => hex(byte, 2)).join(' ');
const headOf = ({ number, us }: Line, places: number) =>
  `${String(number).padStart(7)} ${milliseconds(us, places).padStart(13)}`;

/** As PEAK writes them, by version. */
const VERSIONS: Record<string, (line: Line) => string> = {
  '2.1': (line) => `${headOf(line, 3)} ${line.type} 1  ${idOf(line)} Tx -  ${line.data.length}    ${dataOf(line)} `,
  '2.0': (line) => `${headOf(line, 3)} ${line.type} ${idOf(line)} Rx ${line.data.length}    ${dataOf(line)} `,
  '1.3': (line) => `${headOf(line, 3)} 1  Rx    ${idOf(line)} -  ${line.data.length}    ${dataOf(line)} `,
  '1.1': (line) => `${headOf(line, 1)}  Rx     ${idOf(line)}  ${line.data.length}  ${dataOf(line)} `,
  '1.0': (line) => `${headOf(line, 0)}  ${idOf(line)}  ${line.data.length}  ${dataOf(line)}`,
};

const lines = fc.array(
  fc.record({
    number: fc.integer({ min: 1, max: 2000 }),
    us: fc.integer({ min: 0, max: 40_000_000_000 }),
    id: fc.integer({ min: 0, max: 0x1fffffff }),
    isLong: fc.boolean(),
    type: fc.constantFrom('DT', 'DT', 'DT', 'RR', 'FD', 'FB', 'ST', 'ER', 'EC', 'XX'),
    data: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 12 },
);
const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...' .)-0x9F\t\n\r\0')), { maxLength: 4 });

it.each(Object.keys(VERSIONS))('A line of version %s read by its places says what its words say', (version) => {
  fc.assert(
    fc.property(lines, damage, fc.constantFrom('\n', '\r\n'), (some, hurt, ending) => {
      // Twice, so that what was learnt from the first is used for the second.
      const text = [...some, ...some].map((line) => VERSIONS[version](line) + ending).join('');
      const bytes = Buffer.from(text + ' '.repeat(400));
      for (const [at, character] of hurt) bytes[at % text.length] = character.charCodeAt(0);
      const file = Buffer.concat([Buffer.from(`;$FILEVERSION=${version}\n`), bytes]);
      expect(decodeStream(trcFormat, file)).toEqual(decodeStream(trcFormat, file, [WORD_BY_WORD]));
    }),
  );
});
