import { expect, it } from 'vitest';
import { journaldFormat } from '#src/parsers/journald/journald-format.ts';
import { MAX_RECORD_BYTES } from '#src/parsers/log-format.ts';
import { decodeStream } from '../lines/decode-stream.ts';

function binaryField(name: string, declaredLength: bigint, value: Uint8Array): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(declaredLength);
  return Buffer.concat([Buffer.from(`${name}\n`), length, value, Buffer.from('\n')]);
}

const head = (i: number) => Buffer.from(`__CURSOR=s=1;i=${i}\n__REALTIME_TIMESTAMP=1622663339361387\n`);
const message = (text: string) => Buffer.from(`MESSAGE=${text}\n\n`);

it('keeps what stands before a core dump in an entry, passes over the dump, and reads the next entry', () => {
  const dump = new Uint8Array(MAX_RECORD_BYTES + 50_000).fill(0x7f);
  const first = Buffer.concat([head(1), Buffer.from('MESSAGE=Process 77 dumped core\n')]);
  const bytes = Buffer.concat([
    first,
    binaryField('COREDUMP', BigInt(dump.length), dump),
    Buffer.from('\n'),
    head(2),
    message('next'),
  ]);
  const stream = decodeStream(journaldFormat, bytes);
  expect(Object.values(stream.records)).toEqual([
    'none 2021-06-02T19:48:59.361387Z cut //#0: Process 77 dumped core',
    'none 2021-06-02T19:48:59.361387Z //#0: next',
  ]);
  expect(stream.gaps).toEqual({ [`${first.length - 1}+${dump.length + 19}`]: 'line-too-long' });
  expect(decodeStream(journaldFormat, bytes, [MAX_RECORD_BYTES, 10_000])).toEqual(stream);
});

it.each([2n ** 64n - 1n, 2n ** 63n, 2n ** 32n, 100n])('reads the entries behind a length of %i that lies', (length) => {
  const lie = Buffer.concat([head(1), binaryField('MESSAGE', length, Buffer.from('short'))]);
  const bytes = Buffer.concat([head(0), message('before'), lie, Buffer.from('\n'), head(2), message('behind')]);
  const stream = decodeStream(journaldFormat, bytes);
  const texts = Object.values(stream.records).map((record) => record.replace(/^.*: /, ''));
  expect(texts).toEqual(['before', 'behind']);
  expect(Object.keys(stream.gaps)).toHaveLength(1);
});
