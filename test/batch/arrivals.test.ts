import { describe, expect, it } from 'vitest';
import { areDocuments, type FailureKind, failedFile, failureOfObject } from '#src/batch/failures.ts';
import { partsOf } from '#src/batch/file-parts.ts';
import { hashBytes } from '#src/batch/hashed-bytes.ts';
import * as keys from '#src/batch/keys.ts';
import { parseRawKey, rawKey, shardOf } from '#src/batch/keys.ts';
import { fromCursor, listPosition, toCursor } from '#src/batch/list-position.ts';
import { ObjectNotFound, ObjectUnreadable } from '#src/batch/ports.ts';
import { registerNotices } from '#src/batch/register-notices.ts';
import { BATCH_STATES, isEnd, isPast, mayFollow, mayReopen, statesBefore, takesFiles } from '#src/batch/states.ts';
import { jsonChunks } from '#src/batch/stored-json.ts';
import { jsonLines, readLines } from '#src/batch/stored-lines.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';
import { memoryWorkflow } from '#test/support/memory-workflow.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (words: string): Uint8Array => new TextEncoder().encode(words);
async function* chunked(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? bytes(piece) : piece;
}

describe('the life of a batch', () => {
  it('goes from state to state, and from an end nowhere', () => {
    expect(Object.fromEntries(BATCH_STATES.map((to) => [to, statesBefore(to)]))).toEqual({
      uploading: [],
      queued: ['uploading'],
      parsing: ['uploading', 'queued'],
      aggregating: ['parsing'],
      diagnosing: ['aggregating'],
      completed: ['diagnosing'],
      partial: ['diagnosing'],
      failed: ['uploading', 'queued', 'parsing', 'aggregating', 'diagnosing'],
      expired: ['uploading'],
    });
    expect(BATCH_STATES.filter(isEnd)).toEqual(['completed', 'partial', 'failed', 'expired']);
    expect(BATCH_STATES.filter(takesFiles)).toEqual(['uploading', 'queued']);
    expect(mayFollow('parsing', 'completed')).toBe(false);
  });

  it('is taken up again where the files can still come, or the work broke', () => {
    const pairs = BATCH_STATES.flatMap((from) => BATCH_STATES.map((to) => [from, to] as const));
    expect(pairs.filter(([from, to]) => mayReopen(from, to))).toEqual([
      ['failed', 'parsing'],
      ['failed', 'aggregating'],
      ['failed', 'diagnosing'],
      ['expired', 'uploading'],
    ]);
  });

  it('has been through a state that it is in or behind, and an end through none', () => {
    expect(BATCH_STATES.filter((state) => isPast(state, 'aggregating'))).toEqual(['aggregating', 'diagnosing']);
  });
});

describe('an upload is noted', () => {
  const id = batchIdOf(1);
  const other = batchIdOf(2);
  const notice = (batchId: string, file: number, messageId: string | null = `m${file}`) => ({
    key: rawKey(batchId, file),
    messageId,
  });
  const setUp = async (breaks: string[] = []) => {
    const table = memoryBatchTable();
    for (const batchId of [id, other]) await table.create(newBatch({ batchId, fileCount: 3 }));
    const { addUploaded } = table;
    table.addUploaded = (batchId, ...rest) =>
      breaks.includes(batchId) ? Promise.reject(new Error(`no ${batchId}`)) : addUploaded(batchId, ...rest);
    const workflow = memoryWorkflow();
    return { table, ports: { table, workflow, clock: { nowMs: () => 1 } } };
  };

  it('per batch, and what is no file of any batch is passed over', async () => {
    const { table, ports } = await setUp();
    const notices = [notice(id, 0), notice(other, 1), notice(id, 2), { key: 'work/x', messageId: 'm9' }];
    expect(await registerNotices(ports, notices)).toEqual({ files: 4, batchItemFailures: [] });
    expect([...(await table.readShards(id))[0].uploaded]).toEqual([0, 2]);
    expect([...(await table.readShards(other))[0].uploaded]).toEqual([1]);
  });

  it('of the other batches where one cannot be told, and the queue brings that one again', async () => {
    const { table, ports } = await setUp([id]);
    expect(await registerNotices(ports, [notice(id, 0), notice(other, 1), notice(id, 2)])).toEqual({
      files: 3,
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
    });
    expect([...(await table.readShards(other))[0].uploaded]).toEqual([1]);
  });

  it('of nobody where no notice is of a batch', async () => {
    const { ports } = await setUp();
    expect(await registerNotices(ports, [{ key: 'work/x', messageId: 'm9' }])).toEqual({
      files: 1,
      batchItemFailures: [],
    });
    expect(await registerNotices(ports, [])).toEqual({ files: 0, batchItemFailures: [] });
  });

  it('or the delivery fails where nobody of several notices could be told, whatever else came', async () => {
    const { ports } = await setUp([id]);
    const notices = [{ key: 'work/x', messageId: 'm9' }, notice(id, 0)];
    await expect(registerNotices(ports, notices)).rejects.toThrow(`no ${id}`);
  });

  it('or the delivery fails where nobody could be told, or no queue brings it again', async () => {
    const { ports } = await setUp([id, other]);
    await expect(registerNotices(ports, [notice(id, 0), notice(other, 1)])).rejects.toThrow(`no ${id}`);
    const half = await setUp([id]);
    await expect(registerNotices(half.ports, [notice(id, 0, null), notice(other, 1)])).rejects.toThrow(`no ${id}`);
  });
});

describe('a key', () => {
  it('tells batch and file of an upload, and of nothing else', () => {
    const id = batchIdOf(7);
    expect(rawKey(id, 42)).toBe(`raw/${id}/00042`);
    expect(parseRawKey(`raw/${id}/00042`)).toEqual({ batchId: id, file: 42 });
    for (const key of [
      `raw/${id}/42`,
      `raw/${id}/000420`,
      `x/raw/${id}/00042`,
      `raw/${id}x/00042`,
      `raw/${id}/00042/y`,
    ])
      expect(parseRawKey(key), key).toBeUndefined();
  });

  it('is the same on every machine and day: what is stored under it has to be found again', () => {
    const id = batchIdOf(7);
    expect([
      keys.rawPrefix(id),
      keys.workPrefix(id),
      keys.filesKey(id),
      keys.planKey(id),
      keys.unitKey(id, 3),
      keys.attemptKey(id, 3),
      keys.quotesKey(id),
      keys.blocksKey(id, 42),
      keys.rangeBlocksPrefix(id, 42),
      keys.baselineKey(id),
      keys.signsKey(id),
      keys.evidenceKey(id),
      keys.reportKey(id),
    ]).toEqual([
      `raw/${id}/`,
      `work/${id}/`,
      `work/${id}/files.jsonl`,
      `work/${id}/plan.json`,
      `work/${id}/units/3.jsonl`,
      `work/${id}/units/3.attempt.json`,
      `work/${id}/quotes.json`,
      `work/${id}/blocks/00042.json`,
      `work/${id}/blocks/00042/`,
      `work/${id}/baseline.json`,
      `work/${id}/signs.json`,
      `work/${id}/evidence.json`,
      `work/${id}/report.json`,
    ]);
  });

  it('tells the shard: a hundred files each', () => {
    expect([0, 99, 100, 250].map(shardOf)).toEqual([0, 0, 1, 2]);
  });
});

describe('a place in a list', () => {
  const batch = { createdAtMs: 1_760_000_000_000, batchId: batchIdOf(3) };

  it('orders by time, then by id, and comes back from its cursor', () => {
    const position = listPosition(batch);
    expect(position).toBe(`001760000000000#${batch.batchId}`);
    expect(listPosition({ ...batch, createdAtMs: 9 }) < position).toBe(true);
    expect(fromCursor(toCursor(position))).toBe(position);
    expect(toCursor(position)).toMatch(/^[A-Za-z0-9+/]+$/);
  });

  it.each([
    ['nothing', ''],
    ['other letters', 'a-b'],
    ['too much', 'A'.repeat(81)],
    ['no base64', 'A'],
    ['no position', btoa('x#y').replaceAll('=', '')],
    ['more than a position', toCursor(`${listPosition(batch)}Z`)],
    ['something before it', toCursor(`9${listPosition(batch)}`)],
  ])('is none of %s', (_, cursor) => {
    expect(() => fromCursor(cursor)).toThrow(
      'The cursor is not one that this list returned. Start again without a cursor.',
    );
  });
});

describe('a large file comes in parts', () => {
  const MIB = 1 << 20;

  it.each<[bytes: number, parts: [offset: number, size: number][]]>([
    [0, [[0, 0]]],
    [1, [[0, 1]]],
    [32 * MIB, [[0, 32 * MIB]]],
    [
      32 * MIB + 1,
      [
        [0, 32 * MIB],
        [32 * MIB, 1],
      ],
    ],
  ])('%i bytes', (total, parts) => {
    expect(partsOf(total)).toEqual(parts.map(([offset, sizeBytes], i) => ({ part: i + 1, offset, sizeBytes })));
  });

  it('ten thousand at most, together all of it', () => {
    const total = 400 * 1024 * MIB + 7;
    const parts = partsOf(total);
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(parts.length).toBeGreaterThan(9_990);
    expect(parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(total);
  });
});

describe('stored lines', () => {
  it('are a line of JSON per value', async () => {
    const written = await Array.fromAsync(
      jsonLines(
        (async function* () {
          yield { a: 1 };
          yield [2];
        })(),
      ),
    );
    expect(written.map(text)).toEqual(['{"a":1}\n', '[2]\n']);
  });

  it.each<[promise: string, pieces: (string | Uint8Array)[]]>([
    ['in one chunk', ['one\ntwo €\n\nlast']],
    ['in chunks that end anywhere', ['o', 'ne', '\n', 'two ', '€', '\n\nla', 'st']],
    [
      'in chunks that end inside a character',
      [bytes('one\ntwo €\n').slice(0, 9), bytes('one\ntwo €\n').slice(9), '\nlast'],
    ],
  ])('come back with their places, %s', async (_, pieces) => {
    expect(await Array.fromAsync(readLines(chunked(...pieces)))).toEqual([
      { text: 'one', offset: 0, length: 3 },
      { text: 'two €', offset: 4, length: 7 },
      { text: '', offset: 12, length: 0 },
      { text: 'last', offset: 13, length: 4 },
    ]);
  });

  it('end with the last line end', async () => {
    expect(await Array.fromAsync(readLines(chunked('a\n')))).toHaveLength(1);
    expect(await Array.fromAsync(readLines(chunked()))).toEqual([]);
  });

  it('keep what is lent to them', async () => {
    const lent = bytes('abc');
    const lines = readLines(
      (async function* () {
        yield lent;
        lent.fill(120);
        yield bytes('\n');
      })(),
    );
    expect(await Array.fromAsync(lines)).toMatchObject([{ text: 'abc' }]);
  });
});

describe('stored JSON', () => {
  it.each([
    [{}],
    [[]],
    [{ a: [], b: {}, c: null, d: 'x"y', e: [1, [2, { f: [3] }]], g: { h: { i: [] } } }],
    [[1, 'a', null, [], {}, [[]], { a: 1 }]],
  ])('is what it would be in one piece: %j', async (value) => {
    const pieces = await Array.fromAsync(jsonChunks(value));
    expect(pieces.map(text).join('')).toBe(JSON.stringify(value));
  });

  it('leaves out what is undefined in an object, and writes null for it in a list', async () => {
    const value = { a: undefined, b: [undefined, 1], c: { d: undefined } };
    expect((await Array.fromAsync(jsonChunks(value))).map(text).join('')).toBe('{"b":[null,1],"c":{}}');
  });

  it('comes in chunks of about a megabyte', async () => {
    const chunks = await Array.fromAsync(jsonChunks(Array.from({ length: 30 }, () => 'x'.repeat(100_000))));
    expect(chunks).toHaveLength(3);
    expect(chunks[0].length).toBeGreaterThanOrEqual(1 << 20);
    const list = Array.from({ length: 30 }, () => 'x'.repeat(100_000));
    expect(await Array.fromAsync(jsonChunks({ list }))).toHaveLength(3);
    expect(await Array.fromAsync(jsonChunks({ a: { list } }))).toHaveLength(2);
  });

  it('ends with what is left, and with no empty chunk', async () => {
    expect(await Array.fromAsync(jsonChunks(['x'.repeat((1 << 20) - 4)]))).toHaveLength(1);
    const sizes = (await Array.fromAsync(jsonChunks([['x'.repeat(1 << 20)], 1]))).map(({ length }) => length > 0);
    expect(sizes).toEqual([true, true]);
  });
});

describe('bytes that are hashed as they stream', () => {
  const hash = () => {
    const seen: string[] = [];
    return { seen, update: (chunk: Uint8Array) => void seen.push(text(chunk)), hex: () => seen.join('|') };
  };
  const source = {
    size: 6,
    read: async (offset: number, length: number) => bytes('abcdef').slice(offset, offset + length),
  };

  it('are counted and hashed as far as they were read, and to the end by draining', async () => {
    const sha = hash();
    const hashed = hashBytes({ stream: chunked('abc', 'def'), source }, sha);
    for await (const chunk of hashed.stream) {
      expect(text(chunk)).toBe('abc');
      break;
    }
    expect([hashed.sizeBytes, hashed.hex()]).toEqual([3, 'abc']);
    await hashed.drain();
    expect([hashed.sizeBytes, hashed.hex()]).toEqual([6, 'abc|def']);
    expect(hashed.sourceError).toBeUndefined();
  });

  it('are read from anywhere, without being hashed', async () => {
    const hashed = hashBytes({ stream: chunked('abc'), source }, hash());
    expect(text(await hashed.source.read(2, 3))).toBe('cde');
    expect([hashed.source.size, hashed.sizeBytes]).toEqual([6, 0]);
  });

  it('tell what the store threw', async () => {
    const broken = new Error('gone');
    const failing = { size: 6, read: () => Promise.reject(broken) };
    const hashed = hashBytes({ stream: chunked('abc'), source: failing }, hash());
    await expect(hashed.source.read(0, 1)).rejects.toBe(broken);
    expect(hashed.sourceError).toEqual({ cause: broken });
    const stream = (async function* () {
      yield bytes('a');
      throw broken;
    })();
    const cut = hashBytes({ stream, source }, hash());
    await expect(cut.drain()).rejects.toBe(broken);
    expect(cut.sourceError).toEqual({ cause: broken });
  });
});

describe('a file that is missing from the evidence', () => {
  const file = { name: 'a.dlt', sizeBytes: 9, sha256: 'ab' };

  it.each<[kind: FailureKind, sentence: string]>([
    [
      'not-uploaded',
      '"a.dlt" had not arrived when the batch was started, so it is not part of the diagnosis. Upload it in a new batch.',
    ],
    [
      'content-changed',
      '"a.dlt" is stored with other bytes than its declared SHA-256. Upload it again in a new batch.',
    ],
    ['size-changed', '"a.dlt" is stored with more or fewer bytes than were declared. Upload it again in a new batch.'],
    ['object-gone', '"a.dlt" has been removed from the store since it was uploaded. Upload it again in a new batch.'],
    [
      'parser-defect',
      '"a.dlt" could not be read because of a defect in Argus\' parser; the other files were read. Please report it with the file.',
    ],
    [
      'worker-died',
      '"a.dlt" could not be read: reading it took too much memory or time, twice. Split it into smaller files and upload them in a new batch.',
    ],
    [
      'file-too-large',
      '"a.dlt" was not read: one worker reads at most 24 GiB front to back, 3 GiB of packed logs, and 48 GiB of a format that can be cut into ranges. Send it unpacked, or in several files.',
    ],
    [
      'range-lost',
      'A range of "a.dlt" could not be read: every attempt broke off. Upload it in a new batch, in several files.',
    ],
    [
      'unit-lost',
      '"a.dlt" could not be read: every attempt to read it or its neighbours broke off. Upload it in a new batch to try again.',
    ],
  ])('says why and what to do: %s', (kind, message) => {
    expect(failedFile(4, file, kind)).toEqual({ index: 4, ...file, member: null, fault: kind, message });
  });

  it('is the store’s fault where the object is gone or not given, and nobody’s else', () => {
    expect(failureOfObject(new ObjectNotFound('k'), 4, file)).toEqual(failedFile(4, file, 'object-gone'));
    expect(failureOfObject(new ObjectUnreadable('k', 'EIO'), 4, file)).toMatchObject({
      fault: 'object-unreadable',
      message:
        '"a.dlt" could not be read: the store does not give it (EIO). See to the stored object, or upload the file again in a new batch.',
    });
    expect(failureOfObject(new Error('x'), 4, file)).toBeUndefined();
  });

  it('is missing for nothing where it is a document', () => {
    const document = { ...failedFile(0, file, 'unit-lost'), fault: 'not-a-log' };
    expect(areDocuments([document])).toBe(true);
    expect(areDocuments([document, failedFile(1, file, 'unit-lost')])).toBe(false);
    expect(areDocuments([])).toBe(false);
  });
});
