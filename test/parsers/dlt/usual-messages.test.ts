import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DLT_LEVELS, type DltArgument, type DltLevel, type DltLogMessage } from '#src/simulator/writers/dlt.ts';
import { decodeAll } from './decode-all.ts';
import { logMessage, written } from './messages-to-write.ts';

/** Fewer than are read one by one behind a message that is none of a run. */
const MOST = 60;

const text = fc.constantFrom('', 'a', 'valve 7 open', 'caf\u00e9', 'before\0behind', 'x'.repeat(230), 'y'.repeat(700));
const strings = fc.array(
  text.map((value): DltArgument => ({ type: 'string', value })),
  { minLength: 1, maxLength: 2 },
);
const oneString = text.map((value): DltArgument[] => [{ type: 'string', value }]);

/** Mostly messages of a run, each different from the next in one thing or another. */
const message = fc.record<Partial<DltLogMessage>>({
  level: fc.constantFrom(...(Object.keys(DLT_LEVELS) as DltLevel[])),
  app: fc.constantFrom('OTA', 'NAV'),
  sessionId: fc.constantFrom(undefined, undefined, 7),
  bigEndian: fc.constantFrom(false, false, false, false, false, false, true),
  tick: fc.constantFrom(0, 17, 40_000, undefined),
  arguments: fc.oneof({ weight: 9, arbitrary: oneString }, { weight: 1, arbitrary: strings }),
});

const bytesOf = (messages: Partial<DltLogMessage>[]): Uint8Array =>
  written((writer) => {
    for (const [n, each] of messages.entries()) writer.log(logMessage(n, each));
  });

describe('messages that follow on each other', () => {
  it('are the same read in one run or one by one', () => {
    const noRun = written((writer) => writer.log(logMessage(0, { arguments: [] })));
    fc.assert(
      fc.property(fc.array(message, { maxLength: MOST }), (messages) => {
        const bytes = bytesOf(messages);
        const [, ...oneByOne] = decodeAll(Uint8Array.of(...noRun, ...bytes)).records;
        const expected = oneByOne.map((record) => ({ ...record, offset: record.offset - noRun.length }));
        expect(decodeAll(bytes).records).toEqual(expected);
      }),
    );
  });

  it('are each a record, also behind damage', () => {
    const run = bytesOf(Array.from({ length: 20 }, () => ({})));
    const { records, gaps } = decodeAll(Uint8Array.of(...run, 1, 2, 3, ...run));
    expect(records).toHaveLength(40);
    expect(gaps).toEqual([{ offset: run.length, length: 3, reason: 'garbage' }]);
  });
});
