import { afterEach, describe, expect, it } from 'vitest';
import { BedrockModel, bedrockClient } from '#src/aws/bedrock-model.ts';
import type { ModelPiece, ModelRequest, ModelTurn } from '#src/diagnosis/model/language-model.ts';
import { type FakeAnswer, type FakeBedrock, startFakeBedrock } from '#test/support/fake-bedrock.ts';

let bedrock: FakeBedrock | undefined;
afterEach(() => bedrock?.close());

const TOOL = { name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } };
const CLAUDE = 'global.anthropic.claude-sonnet-5-5';

async function converse(
  answer: FakeAnswer,
  { modelId = CLAUDE, ...more }: Partial<ModelRequest> & { modelId?: string } = {},
) {
  bedrock = await startFakeBedrock(() => answer);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = bedrockClient({ endpoint: bedrock.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const signal = new AbortController().signal;
  const request = { system: 's', prompt: 'p', tools: [TOOL], maxTokens: 50, signal, ...more };
  const pieces: ModelPiece[] = [];
  for await (const piece of new BedrockModel(client, { modelId }).converse(request)) pieces.push(piece);
  return pieces;
}

const callsOf = (pieces: readonly ModelPiece[]) => pieces.flatMap((piece) => ('calls' in piece ? [piece] : []));
const requestOf = () => bedrock?.requests[0] as { messages: unknown[]; system: unknown[]; toolConfig?: unknown };

describe('a Bedrock model with tools', () => {
  it('passes on the calls it ends with, and what it wants back: thoughts with their signature, text, calls', async () => {
    const tools = [
      { id: 't1', name: 'look', json: '{"words":["a"]}' },
      { id: 't2', name: 'look', json: '' },
    ];
    const [asked] = callsOf(await converse({ thinking: ['hm', ' so'], text: ['I look.'], tools }));
    expect(asked.calls).toEqual([
      { id: 't1', name: 'look', input: { words: ['a'] } },
      { id: 't2', name: 'look', input: {} },
    ]);
    expect(asked.said).toEqual([
      { reasoningContent: { reasoningText: { text: 'hm so', signature: 'signed' } } },
      { text: 'I look.' },
      { toolUse: { toolUseId: 't1', name: 'look', input: { words: ['a'] } } },
      { toolUse: { toolUseId: 't2', name: 'look', input: {} } },
    ]);
  });

  it('is sent the turns so far, with cache points behind all that is sent again', async () => {
    const said = [{ toolUse: { toolUseId: 't1', name: 'look', input: {} } }];
    const turns: ModelTurn[] = [{ said, results: [{ callId: 't1', text: 'no', isError: true }] }];
    await converse({ text: ['x'] }, { turns });
    const cachePoint = { cachePoint: { type: 'default' } };
    expect(requestOf().system).toEqual([{ text: 's' }, cachePoint]);
    expect(requestOf().messages).toEqual([
      { role: 'user', content: [{ text: 'p' }, cachePoint] },
      { role: 'assistant', content: said },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 't1', content: [{ text: 'no' }], status: 'error' } }, cachePoint],
      },
    ]);
    expect(requestOf().toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'look', description: 'Looks.', inputSchema: { json: TOOL.inputSchema } } }],
    });
  });

  it('has no cache points where it may know none, nor where one call is all', async () => {
    await converse({ text: ['x'] }, { modelId: 'us.meta.llama4-maverick' });
    expect(JSON.stringify(requestOf())).not.toContain('cachePoint');
    await bedrock?.close();
    await converse({ text: ['x'] }, { tools: [] });
    expect(JSON.stringify(requestOf())).not.toContain('cachePoint');
  });

  it('makes a call of arguments that are no JSON, and sends back none', async () => {
    const [asked] = callsOf(await converse({ text: [], tools: [{ id: 't1', name: 'look', json: '{"words":[' }] }));
    expect(asked.calls).toEqual([{ id: 't1', name: 'look', input: undefined }]);
    expect(asked.said).toEqual([{ toolUse: { toolUseId: 't1', name: 'look', input: {} } }]);
  });

  it('passes on no call that was cut off at the bound', async () => {
    const tools = [{ id: 't1', name: 'look', json: '{"words":' }];
    expect(callsOf(await converse({ text: ['x'], tools, stopReason: 'max_tokens' }))).toEqual([]);
  });

  it.each([
    ['content_filtered', false],
    ['guardrail_intervened', false],
    ['model_context_window_exceeded', false],
    ['malformed_tool_use', true],
    ['malformed_model_output', true],
  ])('that stops for %s has failed; again: %s', async (stopReason, transient) => {
    await expect(converse({ text: ['x'], stopReason })).rejects.toMatchObject({ name: 'ModelFailure', transient });
  });

  it('says that tools are what it refuses', async () => {
    const refuse = { status: 400, exception: 'ValidationException', message: "This model doesn't support tool use." };
    await expect(converse({ text: [], refuse })).rejects.toMatchObject({ message: 'It takes no tools.' });
    await bedrock?.close();
    await expect(converse({ text: [], refuse }, { tools: [] })).rejects.toMatchObject({
      message: 'Bedrock answered ValidationException.',
    });
  });
});
