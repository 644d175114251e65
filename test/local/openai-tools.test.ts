import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ModelPiece, ModelTurn } from '#src/diagnosis/model/language-model.ts';
import { OpenAiModel } from '#src/local/openai-model.ts';

const TOOL = { name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } };

async function converse(answer: { status?: number; body: string }, turns: ModelTurn[] = []) {
  const received: { messages: unknown[]; tools: unknown }[] = [];
  const server = createServer(async (request, response) => {
    received.push(JSON.parse((await Array.fromAsync(request)).join('')));
    response.writeHead(answer.status ?? 200).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const model = new OpenAiModel({ baseUrl, model: 'llama', apiKey: null });
  const signal = new AbortController().signal;
  const pieces: ModelPiece[] = [];
  const failure = await (async () => {
    for await (const piece of model.converse({ system: 's', prompt: 'p', tools: [TOOL], turns, maxTokens: 9, signal }))
      pieces.push(piece);
  })().catch((error) => error);
  return { asked: pieces.flatMap((piece) => ('calls' in piece ? [piece] : [])), failure, received };
}

const data = (...chunks: unknown[]): string => chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
const delta = (fields: object, finish_reason: string | null = null) => ({
  choices: [{ delta: fields, finish_reason }],
});
const call = (index: number, id: string | null, name: string, json: string) => ({
  tool_calls: [{ index, id, function: { name, arguments: json } }],
});
const DONE = 'data: [DONE]\n\n';

describe('a model with tools behind an OpenAI-compatible endpoint', () => {
  it('passes on the calls it ends with, put together from their pieces', async () => {
    const chunks = [
      delta({ reasoning_content: 'hm' }),
      delta({ content: 'I look.' }),
      delta(call(0, 'a', 'look', '{"wor')),
      delta(call(0, null, '', 'ds":["x"]}')),
      delta(call(1, 'b', 'look', '')),
      delta({}, 'tool_calls'),
    ];
    const { asked } = await converse({ body: data(...chunks) + DONE });
    expect(asked[0].calls).toEqual([
      { id: 'a', name: 'look', input: { words: ['x'] } },
      { id: 'b', name: 'look', input: {} },
    ]);
    expect(asked[0].said).toEqual({
      role: 'assistant',
      content: 'I look.',
      reasoning_content: 'hm',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'look', arguments: '{"words":["x"]}' } },
        { id: 'b', type: 'function', function: { name: 'look', arguments: '{}' } },
      ],
    });
  });

  it('tells calls apart that its server numbers alike', async () => {
    const { asked } = await converse({
      body: data(delta(call(0, 'a', 'look', '{}')), delta(call(0, 'b', 'look', '{}'), 'stop')),
    });
    expect(asked[0].calls.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is sent the tools and the turns so far', async () => {
    const said = { role: 'assistant', content: '', tool_calls: [] };
    const { received } = await converse({ body: DONE }, [
      { said, results: [{ callId: 'a', text: 'no', isError: true }] },
    ]);
    expect(received[0].messages.slice(2)).toEqual([said, { role: 'tool', tool_call_id: 'a', content: 'no' }]);
    expect(received[0].tools).toEqual([
      { type: 'function', function: { name: 'look', description: 'Looks.', parameters: TOOL.inputSchema } },
    ]);
  });

  it('passes on no call that was cut off, and says when the answer was withheld', async () => {
    expect((await converse({ body: data(delta(call(0, 'a', 'look', '{"x'), 'length')) })).asked).toEqual([]);
    const { failure } = await converse({ body: data(delta({ content: 'x' }, 'content_filter')) });
    expect(failure).toMatchObject({ name: 'ModelFailure', transient: false });
  });

  it.each([
    [400, '{"error":{"message":"llama does not support tools"}}'],
    [400, '{"message":"\\"auto\\" tool choice requires --enable-auto-tool-choice"}'],
    [500, '{"error":"tools param requires --jinja flag"}'],
  ])('says that tools are what its server refuses, by HTTP %i', async (status, body) => {
    expect((await converse({ status, body })).failure).toMatchObject({ message: 'It takes no tools.' });
  });

  it('bounds what a call may be', async () => {
    const { asked } = await converse({
      body: data(...Array.from({ length: 60 }, (_, i) => delta(call(i, `c${i}`, 'look', '{}'))), delta({}, 'stop')),
    });
    expect(asked[0].calls).toHaveLength(32);
    const long = await converse({ body: data(delta(call(0, 'a', 'look', `"${'x'.repeat(9_000)}"`), 'stop')) });
    expect(long.asked[0].calls[0].input).toBeUndefined();
  });
});
