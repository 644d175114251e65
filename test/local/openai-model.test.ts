import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { OpenAiModel } from '#src/local/openai-model.ts';

interface Received {
  url: string | undefined;
  authorization: string | undefined;
  body: unknown;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A chat completions server on this machine; `answer` writes what it likes. */
async function startServer(answer: (response: ServerResponse) => void | Promise<void>) {
  const received: Received[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ url: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
    await answer(response);
  };
  server = createServer((request, response) => void handle(request, response));
  const listening = server;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/v1`, received };
}

const data = (...chunks: unknown[]): string => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const delta = (content: string, more = {}) => ({ choices: [{ index: 0, delta: { content }, ...more }] });
const USAGE = { choices: [], usage: { prompt_tokens: 90, completion_tokens: 7 } };
const DONE = 'data: [DONE]\n\n';

async function converse(
  url: string,
  { apiKey = null, signal = new AbortController().signal }: { apiKey?: string | null; signal?: AbortSignal } = {},
) {
  const model = new OpenAiModel({ baseUrl: url, model: 'llama', apiKey });
  const pieces = [];
  for await (const piece of model.converse({ system: 'be brief', prompt: 'what happened?', maxTokens: 50, signal }))
    pieces.push(piece);
  return pieces;
}

const answerOf = async (body: string, status = 200) =>
  converse((await startServer((response) => void response.writeHead(status).end(body))).url);

describe('a model behind an OpenAI-compatible endpoint', () => {
  it('passes on text as it comes, then the usage', async () => {
    expect(await answerOf(data(delta('one '), delta('two'), USAGE) + DONE)).toEqual([
      { text: 'one ' },
      { text: 'two' },
      { usage: { inputTokens: 90, outputTokens: 7 } },
    ]);
  });

  it('is asked with both messages, a bound, and for its usage', async () => {
    const { url, received } = await startServer((response) => void response.end(DONE));
    await converse(`${url}/`, { apiKey: 'k' });
    expect(received).toEqual([
      {
        url: '/v1/chat/completions',
        authorization: 'Bearer k',
        body: {
          model: 'llama',
          stream: true,
          stream_options: { include_usage: true },
          max_tokens: 50,
          messages: [
            { role: 'system', content: 'be brief' },
            { role: 'user', content: 'what happened?' },
          ],
        },
      },
    ]);
  });

  it('is sent no key where there is none', async () => {
    const { url, received } = await startServer((response) => void response.end(DONE));
    await converse(url);
    expect(received[0].authorization).toBeUndefined();
  });

  it('reads events however the network cut them, with comments and CRLF between', async () => {
    const { url } = await startServer(async (response) => {
      const bytes = Buffer.from(`: keep-alive\r\n\r\n${data(delta('grün'), USAGE).replaceAll('\n', '\r\n')}${DONE}`);
      for (const byte of bytes) {
        response.write(Buffer.of(byte));
        if (byte > 127) await sleep(1);
      }
      response.end();
    });
    expect(await converse(url)).toEqual([{ text: 'grün' }, { usage: { inputTokens: 90, outputTokens: 7 } }]);
  });

  it('passes on thinking as a sign of life and not as text', async () => {
    const thinking = [{ reasoning_content: 'hm' }, { reasoning: 'so' }].map((each) => ({ choices: [{ delta: each }] }));
    expect(await answerOf(data(...thinking, delta('one')) + DONE)).toEqual([
      { text: '' },
      { text: '' },
      { text: 'one' },
    ]);
  });

  it('is whole without [DONE] when it says why it ended', async () => {
    expect(await answerOf(data(delta('one', { finish_reason: 'stop' })))).toEqual([{ text: 'one' }]);
  });

  it.each([
    [429, true],
    [503, true],
    [401, false],
    [404, false],
  ])('that answers HTTP %i may be asked again: %s', async (status, transient) => {
    await expect(answerOf('no', status)).rejects.toMatchObject({
      name: 'ModelFailure',
      transient,
      message: `The model endpoint answered HTTP ${status}.`,
    });
  });

  it('that cannot be reached may be asked again', async () => {
    await expect(converse('http://127.0.0.1:1/v1')).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
  });

  it('that sends its callers elsewhere is not followed', async () => {
    const { url, received } = await startServer(
      (response) => void response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    await expect(converse(url, { apiKey: 'k' })).rejects.toMatchObject({ name: 'ModelFailure' });
    expect(received).toHaveLength(1);
  });

  it('that breaks off in mid-answer may be asked again', async () => {
    const { url } = await startServer(async (response) => {
      response.write(data(delta('half')));
      await sleep(20);
      response.socket?.destroy();
    });
    await expect(converse(url)).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
    await expect(answerOf(data(delta('half')))).rejects.toMatchObject({
      message: 'The stream of the model endpoint broke off.',
    });
  });

  it('that reports an error in mid-answer may be asked again', async () => {
    await expect(answerOf(data(delta('half'), { error: { message: 'out of memory' } }))).rejects.toMatchObject({
      transient: true,
    });
  });

  it.each([
    ['data: {"choices":\n\n'],
    ['data: null\n\n'],
    ['data: {"choices":[{"delta":{"content":7}}]}\n\n'],
    [`data: ${'x'.repeat(100_000)}`],
  ])('that sends something else (%#) is not asked again', async (body) => {
    await expect(answerOf(body)).rejects.toMatchObject({ name: 'ModelFailure', transient: false });
  });

  it('is hung up on when the caller has had enough', async () => {
    let isOver = false;
    const { url } = await startServer(async (response) => {
      response.on('close', () => (isOver = true));
      while (!isOver) {
        response.write(data(delta('more')));
        await sleep(5);
      }
    });
    await expect(converse(url, { signal: AbortSignal.timeout(60) })).rejects.toMatchObject({ name: 'ModelFailure' });
    for (let i = 0; i < 100 && !isOver; i++) await sleep(5);
    expect(isOver).toBe(true);
  });
});
