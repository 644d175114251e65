import { describe, expect, it } from 'vitest';
import { verifyCitations } from '#src/evaluation/verify-citations.ts';
import { reportOn } from '#test/support/session-report.ts';
import { signatureFailure } from '#test/support/sessions.ts';

describe('the citations of a report', () => {
  it('are valid when every quote is the same read again', async () => {
    const session = signatureFailure();
    const report = await reportOn(session);
    const { quotes, ...rest } = await verifyCitations(report, session.quotes());
    expect(quotes).toBeGreaterThan(2);
    expect(rest).toEqual({ valid: quotes, dangling: 0 });
  });

  it('are not valid where the bytes have changed since', async () => {
    const session = signatureFailure();
    const report = await reportOn(session);
    const reader = session.quotes((text) => text.includes('Public key'));
    const { quotes, valid } = await verifyCitations(report, reader);
    expect(valid).toBe(quotes - 1);
  });

  it('are not valid where the report words them otherwise', async () => {
    const session = signatureFailure();
    const report = await reportOn(session);
    const quote = report.evidence.find((item) => item.quote !== null)?.quote;
    if (quote) quote.text += ' indeed';
    const { quotes, valid } = await verifyCitations(report, session.quotes());
    expect(valid).toBe(quotes - 1);
  });

  it('dangle when the report has no such evidence', async () => {
    const session = signatureFailure();
    const report = await reportOn(session);
    report.hypotheses[0].claims[0].evidence.push('E999');
    expect(await verifyCitations(report, session.quotes())).toMatchObject({ dangling: 1 });
  });
});
