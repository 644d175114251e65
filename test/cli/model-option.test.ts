import { describe, expect, it } from 'vitest';
import { openModel } from '#src/cli/model-option.ts';
import { runLine } from '#test/support/command-line.ts';

describe('--model', () => {
  it('names a Bedrock profile or a model behind an OpenAI-compatible address', async () => {
    expect((await openModel('bedrock:global.anthropic.claude-sonnet-5-5', {})).id).toBe(
      'global.anthropic.claude-sonnet-5-5',
    );
    expect((await openModel('openai:http://127.0.0.1:11434/v1#llama3.1:8b', {})).id).toBe('openai:llama3.1:8b');
  });

  it.each([
    ['gpt', '--model "gpt" names no model. It is bedrock:<profile>, such as'],
    ['bedrock:', 'names no model'],
    ['openai:http://127.0.0.1/v1', "then # and the model's name"],
    ['openai:127.0.0.1:11434#llama', 'it takes an http address'],
    ['openai:file:///etc/passwd#x', 'it takes an http address'],
    ['openai:http://user:pw@host/v1#x', 'without a password'],
  ])('refuses %s in one sentence', async (model, sentence) => {
    const { code, stderr } = await runLine(['up', '--model', model]);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('refuses a budget that is no amount', async () => {
    const { code, stderr } = await runLine(['up', '--model', 'bedrock:x', '--model-budget', 'much']);
    expect([code, stderr.split('\n')[0]]).toEqual([
      2,
      'argus: --model-budget must be a whole number from 0 to 10000, not "much".',
    ]);
  });
});
