import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelPlace } from '#src/aws/bedrock-messages.ts';
import { BedrockModel, bedrockClient } from '#src/aws/bedrock-model.ts';
import { type FakeAnswer, type FakeBedrock, startFakeBedrock } from '#test/support/fake-bedrock.ts';

let bedrock: FakeBedrock | undefined;
afterEach(() => bedrock?.close());

async function converse(
  answer: FakeAnswer,
  requestHandler?: NodeHttpHandler,
  place: ModelPlace = { modelId: 'global.fake-model' },
) {
  bedrock = await startFakeBedrock(() => answer);
  const client = bedrockClient({
    endpoint: bedrock.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    ...(requestHandler ? { requestHandler } : {}),
  });
  const model = new BedrockModel(client, place);
  const request = { system: 'be brief', prompt: 'what happened?', maxTokens: 50, signal: new AbortController().signal };
  const pieces = [];
  for await (const piece of model.converse(request)) pieces.push(piece);
  return pieces;
}

describe('the Bedrock model', () => {
  for (const [protocol, handler] of [
    ['HTTP/2', undefined],
    ['HTTP/1.1', new NodeHttpHandler()],
  ] as const) {
    it(`passes on text as it comes, then the usage, over ${protocol}`, async () => {
      const pieces = await converse({ text: ['one ', 'two'] }, handler);
      expect(pieces).toEqual([{ text: 'one ' }, { text: 'two' }, { usage: { inputTokens: 100, outputTokens: 2 } }]);
    });
  }

  it('passes on thinking as a sign of life and not as text', async () => {
    const pieces = await converse({ thinking: ['hm', 'so'], text: ['one'] });
    expect(pieces.slice(0, 3)).toEqual([{ text: '' }, { text: '' }, { text: 'one' }]);
    expect(pieces.filter((piece) => 'text' in piece && piece.text !== '')).toHaveLength(1);
  });

  it('says of an answer that ended at its limit that it is cut, and keeps what came', async () => {
    const pieces = await converse({ text: ['one ', 'tw'], stopReason: 'max_tokens' });
    expect(pieces.slice(0, 3)).toEqual([{ text: 'one ' }, { text: 'tw' }, { isCut: true }]);
  });

  it.each(['refusal', 'content_filtered', 'guardrail_intervened', 'a_reason_of_tomorrow'])(
    'takes no answer for whole that ended by %s, and does not ask again',
    async (stopReason) => {
      const ended = converse({ text: ['half'], stopReason });
      await expect(ended).rejects.toMatchObject({ name: 'ModelFailure', transient: false });
      await expect(ended).rejects.toThrow(stopReason);
    },
  );

  it('is asked by the ARN of an application profile and known by the name of its model', async () => {
    const modelId = 'arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc123';
    const model = 'anthropic.claude-sonnet-5-5';
    expect(new BedrockModel(bedrockClient({ region: 'us-east-1' }), { modelId, model }).id).toBe(model);
    const guardrail = { guardrailIdentifier: 'gr-1', guardrailVersion: '3' };
    await converse({ text: ['x'] }, undefined, { modelId, model, guardrail });
    expect(bedrock?.requests[0]).toMatchObject({ guardrailConfig: { ...guardrail, streamProcessingMode: 'sync' } });
    expect(bedrock?.paths[0]).toContain(encodeURIComponent(modelId));
  });

  it('bounds the answer and sends no temperature', async () => {
    await converse({ text: ['x'] });
    expect(bedrock?.requests[0]).toMatchObject({ inferenceConfig: { maxTokens: 50 } });
    expect(JSON.stringify(bedrock?.requests[0])).not.toContain('temperature');
  });

  it('says that a throttled call may be repeated', async () => {
    const throttled = converse({ text: [], refuse: { status: 429, exception: 'ThrottlingException' } });
    await expect(throttled).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
  });

  it('says that a refused call may not be repeated', async () => {
    const refused = converse({ text: [], refuse: { status: 403, exception: 'AccessDeniedException' } });
    await expect(refused).rejects.toMatchObject({ name: 'ModelFailure', transient: false });
  });

  for (const [protocol, handler] of [
    ['HTTP/2', undefined],
    ['HTTP/1.1', new NodeHttpHandler()],
  ] as const) {
    it(`takes no answer for whole that was cut off, over ${protocol}`, async () => {
      const cut = converse({ text: ['half of a claim'], cut: true }, handler);
      await expect(cut).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
    });
  }

  it('says that a call may be repeated when nobody answers', async () => {
    const client = bedrockClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const { signal } = new AbortController();
    const pieces = new BedrockModel(client, { modelId: 'm' }).converse({
      system: 's',
      prompt: 'p',
      maxTokens: 1,
      signal,
    });
    await expect(pieces.next()).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
  });

  it('fails, after what came, when the stream breaks', async () => {
    const broken = converse({ text: ['half'], exception: 'modelStreamErrorException' });
    await expect(broken).rejects.toMatchObject({ name: 'ModelFailure', transient: true });
  });
});
