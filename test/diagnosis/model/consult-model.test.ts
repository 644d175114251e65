import { describe, expect, it } from 'vitest';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { promptHash, SYSTEM_PROMPT } from '#src/diagnosis/model/system-prompt.ts';
import { accessTo, answering, scriptedModel } from '#test/support/scripted-model.ts';
import { healthyUpdate } from '#test/support/sessions.ts';
import { claimedSuccess, consult, GOOD_CLAIM } from './consultation.ts';

describe('the report', () => {
  it('tells tokens, price, time to the first token and the prompt it was asked with', async () => {
    const { report, model } = await consult([answering(GOOD_CLAIM)]);
    expect(report.model).toMatchObject({ inputTokens: 3_000, outputTokens: 400, priceUsd: 0.01 });
    expect(report.model?.firstTokenMs).toBeGreaterThanOrEqual(0);
    expect(report.provenance.promptHash).toBe(promptHash('word'));
    expect(model.requests).toHaveLength(1);
    expect(model.requests[0]).toMatchObject({ system: SYSTEM_PROMPT, maxTokens: 8_000 });
  });

  it('has no price for a model of which none is known', async () => {
    const access = accessTo(scriptedModel([answering(GOOD_CLAIM)], 'openai:llama'));
    expect((await diagnose({ ...claimedSuccess(), model: access })).model?.priceUsd).toBeNull();
  });

  it('is the rules’ alone, and no call is made, where there is nothing to word', async () => {
    const { report, model } = await consult([answering(GOOD_CLAIM)], { session: healthyUpdate() });
    expect(report.model).toBeNull();
    expect(model.requests).toHaveLength(0);
  });
});
