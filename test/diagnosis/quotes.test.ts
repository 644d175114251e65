import { describe, expect, it } from 'vitest';
import { leadingCause, reportOn } from '#test/support/session-report.ts';
import { signatureFailure } from '#test/support/sessions.ts';

describe('quotes', () => {
  it('that cannot be read back are not used, and a gap says so', async () => {
    const isTampered = (text: string) => /signature|key verification|PubKey/i.test(text);
    const diagnosis = await reportOn(signatureFailure(), { isTampered });
    expect(leadingCause(diagnosis)).toBeUndefined();
    expect(diagnosis.evidence.some(({ quote }) => isTampered(quote?.text ?? ''))).toBe(false);
    expect(diagnosis.gaps.filter(({ kind }) => kind === 'quote-unverified')).toHaveLength(3);
  });
});
