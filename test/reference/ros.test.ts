import { readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { Bag } from '@foxglove/rosbag';
import { McapStreamReader, type McapTypes } from '@mcap/core';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { corpusEntries, corpusFile, isCorpusAbsent } from '#test/support/corpus.ts';
import { readBytes } from '#test/support/read-log.ts';

/** A message by topic, time of recording in microseconds, and number of its bytes. */
type Message = [topic: string, timeUs: number, bytes: number];
const inOrder = (messages: Message[]) => messages.sort((a, b) => String(a).localeCompare(String(b)));

const files = corpusEntries().map(({ file }) => file);

function messagesOfMcapCore(bytes: Uint8Array): Message[] {
  const reader = new McapStreamReader({ decompressHandlers: { zstd: (packed) => zstdDecompressSync(packed) } });
  reader.append(bytes);
  const topics = new Map<number, string>();
  const messages: Message[] = [];
  for (let record: McapTypes.TypedMcapRecord | undefined = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === 'Channel') topics.set(record.id, record.topic);
    if (record.type !== 'Message') continue;
    messages.push([topics.get(record.channelId) ?? '', Number(record.logTime / 1000n), record.data.length]);
  }
  return messages;
}

/** Lines of `/rosout` have the name of their node in place of the topic, and their own time: only their size is compared. */
async function messagesOfArgus(path: string, headerBytes: number): Promise<Message[]> {
  const [{ records, gaps }] = (await readBytes(readFileSync(path))).streams;
  expect(gaps).toEqual([]);
  return records.map(({ app, level, timeUs, length }) =>
    level === 'none' ? [app, timeUs ?? Number.NaN, length - headerBytes] : ['/rosout', 0, length - headerBytes],
  );
}

const withoutLogTime = (messages: Message[]): Message[] =>
  messages.map((message) => (message[0] === '/rosout' ? ['/rosout', 0, message[2]] : message));

describe.skipIf(isCorpusAbsent()).each(files.filter((file) => file.endsWith('.mcap')))('%s', (file) => {
  it('has the messages that @mcap/core reads: topic, time and size', async () => {
    const path = corpusFile(file) ?? '';
    const expected = withoutLogTime(messagesOfMcapCore(readFileSync(path)));
    expect(inOrder(await messagesOfArgus(path, 9 + 22))).toEqual(inOrder(expected));
  });
});

async function openBag(bytes: Uint8Array): Promise<Bag> {
  const bz2 = (packed: Uint8Array, size: number) =>
    nodeCodecs.unpackPiece({ method: 'bzip2', bytes: packed, isCut: false }, size);
  const reader = {
    size: () => bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
  const bag = new Bag(reader, { decompress: { bz2 } });
  await bag.open();
  return bag;
}

describe.skipIf(isCorpusAbsent()).each(files.filter((file) => file.endsWith('.bag')))('%s', (file) => {
  it('has the messages that @foxglove/rosbag reads, in the same order, and the same lines', async () => {
    const path = corpusFile(file) ?? '';
    const bag = await openBag(Uint8Array.from(readFileSync(path)));
    const messages: string[] = [];
    for await (const { topic, message, timestamp } of bag.messageIterator()) {
      const { name, msg } = message as { name: string; msg: string };
      const timeUs = timestamp.sec * 1e6 + Math.floor(timestamp.nsec / 1000);
      messages.push(topic.startsWith('/rosout') ? `${name}: ${msg}` : `${topic} ${timeUs}`);
    }
    const [{ records, gaps }] = (await readBytes(readFileSync(path))).streams;
    const own = records.map(({ level, app, text, timeUs }) =>
      level === 'none' ? `${app} ${timeUs}` : `${app}: ${text}`,
    );
    expect(gaps).toEqual([]);
    expect(own.sort()).toEqual(messages.sort());
  });
});
