import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

export interface FakeAnswer {
  /** Sent one text delta each. */
  text: string[];
  /** Asked for behind the text; the arguments in two pieces. */
  tools?: { id: string; name: string; json: string }[];
  /** `end_turn`, or `tool_use` with tools, where it is not given. */
  stopReason?: string;
  /** Sent before the text, as deltas of a thinking block. */
  thinking?: string[];
  delayMs?: number;
  /** Cuts the connection after the text instead of ending the stream. */
  cut?: boolean;
  /** Ends the stream with this exception instead of its usage. */
  exception?: string;
  /** Answers this HTTP status with the exception's name and no stream. */
  refuse?: { status: number; exception: string; message?: string };
}

export interface FakeBedrock {
  url: string;
  /** Bodies of the requests so far. */
  requests: unknown[];
  /** Their paths. */
  paths: string[];
  close(): Promise<void>;
}

/**
 * A Bedrock runtime that speaks the real `application/vnd.amazon.eventstream` encoding over HTTP/1.1 and cleartext HTTP/2
 * on one port, which is what the SDK uses for `http://` endpoints. `answer` decides each reply by its request number.
 */
export async function startFakeBedrock(
  answer: (call: number) => FakeAnswer,
  host = '127.0.0.1',
  port = 0,
): Promise<FakeBedrock> {
  const requests: unknown[] = [];
  const paths: string[] = [];
  const sockets = new Set<Socket>();
  const handle = (request: Request, response: Response) => {
    paths.push(request.url ?? '');
    void reply(request, response, requests, answer);
  };
  const http1 = createHttp1(handle);
  const http2 = createHttp2(handle);
  const door = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      (first.subarray(0, 3).toString() === 'PRI' ? http2 : http1).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve) => door.listen(port, host, resolve));
  return {
    url: `http://${host}:${(door.address() as AddressInfo).port}`,
    requests,
    paths,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

async function reply(request: Request, response: Response, requests: unknown[], answer: (call: number) => FakeAnswer) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  requests.push(JSON.parse(Buffer.concat(chunks).toString() || 'null'));
  const {
    text,
    thinking = [],
    tools = [],
    stopReason,
    delayMs = 0,
    cut,
    exception,
    refuse,
  } = answer(requests.length - 1);
  const out = response as ServerResponse;
  if (refuse) {
    out.writeHead(refuse.status, { 'content-type': 'application/json', 'x-amzn-errortype': refuse.exception });
    out.end(JSON.stringify({ message: refuse.message ?? 'refused by the fake' }));
    return;
  }
  out.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  out.write(encodeEvent('messageStart', { role: 'assistant' }));
  const deltas = [
    ...thinking.map((each) => ({ reasoningContent: { text: each } })),
    ...text.map((each) => ({ text: each })),
  ];
  for (const delta of deltas) {
    if (delayMs) await sleep(delayMs);
    out.write(encodeEvent('contentBlockDelta', { contentBlockIndex: 'text' in delta ? 1 : 0, delta }));
  }
  if (cut) {
    await sleep(20);
    request.socket.destroy();
    return;
  }
  if (exception) {
    out.end(
      encodeMessage(
        { ':message-type': 'exception', ':exception-type': exception, ':content-type': 'application/json' },
        { message: 'broken by the fake' },
      ),
    );
    return;
  }
  if (thinking.length > 0) {
    const delta = { reasoningContent: { signature: 'signed' } };
    out.write(encodeEvent('contentBlockDelta', { contentBlockIndex: 0, delta }));
  }
  out.write(encodeEvent('contentBlockStop', { contentBlockIndex: 0 }));
  for (const [i, { id, json, name }] of tools.entries()) {
    const contentBlockIndex = i + 2;
    out.write(encodeEvent('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId: id, name } } }));
    for (const input of [json.slice(0, 7), json.slice(7)]) {
      out.write(encodeEvent('contentBlockDelta', { contentBlockIndex, delta: { toolUse: { input } } }));
    }
    out.write(encodeEvent('contentBlockStop', { contentBlockIndex }));
  }
  out.write(encodeEvent('messageStop', { stopReason: stopReason ?? (tools.length > 0 ? 'tool_use' : 'end_turn') }));
  const outputTokens = text.length;
  out.end(
    encodeEvent('metadata', {
      usage: { inputTokens: 100, outputTokens, totalTokens: 100 + outputTokens },
      metrics: { latencyMs: 1 },
    }),
  );
}

function encodeEvent(type: string, payload: unknown): Buffer {
  return encodeMessage({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);
}

/** Length, header length and CRC of both; headers; payload; CRC of all before it. */
function encodeMessage(headers: Record<string, string>, payload: unknown): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(encodeHeader));
  const body = Buffer.from(JSON.stringify(payload));
  const message = Buffer.alloc(16 + head.length + body.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, 12);
  body.copy(message, 12 + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

/** Name length, name, type 7 (string), value length, value. */
function encodeHeader([name, value]: [string, string]): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(value));
  return Buffer.concat([
    Buffer.of(Buffer.byteLength(name)),
    Buffer.from(name),
    Buffer.of(7),
    length,
    Buffer.from(value),
  ]);
}
