import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { reportJsonSchema } from '#src/report/json-schema.ts';
import { escapeText, renderMarkdown } from '#src/report/markdown.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Claim, Report } from '#src/report/report.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { aContext, SessionBuilder } from '#test/support/evidence-builder.ts';
import { fieldFault, healthyUpdate, powerLossDuringFlash, signatureFailure } from '#test/support/sessions.ts';

const write = (session: SessionBuilder, context = {}): Promise<Report> =>
  diagnose({
    evidence: session.build(),
    context: aContext(context),
    argusVersion: '0.1.0',
    quotes: session.quotes(),
    knowledge: KNOWLEDGE,
  });

const HOSTILE = [
  '\u001b[2J\u001b]0;owned\u0007red',
  '\u202eevil\u2066rtl',
  'zero\u200bwidth\ufeffmark',
  '<img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) ![x](http://e.vil/y.png)',
  '# heading | cell | `code` *bold*',
  'see http://e.vil and www.e.vil @all',
  'line\nbreak\r\n- item\n\n# title',
];

/** The same story with hostile text wherever a vehicle can put some. */
function hostileSession(text: string): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file(`logs/${text}.txt`, { format: 'logcat', ecu: text })
    .phase(10, 'install', 'started')
    .fault(20, text, {
      kind: 'power-loss',
      vocabulary: 'kernel',
      role: 'cause',
      title: `Power ${text}`,
      code: text,
      app: text,
      facts: { a: text },
    })
    .outcome(30, 'slot-booted', text)
    .phase(31, 'install', 'failed');
  return session.unreadable(`${text}.bin`, `${text} cannot be read.`);
}

describe.each([60, 200])('the terminal report in %i columns', (width) => {
  it.each(Object.entries({ healthyUpdate, powerLossDuringFlash, signatureFailure }))(
    'of %s fits',
    async (_, session) => {
      const lines = renderTerminal(await write(session()), { colour: false, width }).split('\n');
      expect(lines.filter((line) => line.length > width)).toEqual([]);
    },
  );

  const headOf = (report: Report): string[] =>
    renderTerminal(report, { colour: false, width: 200 }).split('\n\n')[0].split('\n');

  it('begins with the answer: what happened and how it ended, how sure that is, and what was claimed of it', async () => {
    const report = await write(powerLossDuringFlash(), { claimedOutcome: 'success' });
    expect(headOf(report).slice(0, 3)).toEqual([
      expect.stringMatching(/^The update was interrupted: .* The vehicle had reported "success"\.$/),
      `${report.verdict}: ${report.verdictReason}`,
      'Update interrupted. Claimed: success (they DISAGREE).',
    ]);
  });

  it('says no more of the outcome than the headline where nobody claimed one', async () => {
    expect(headOf(await write(powerLossDuringFlash()))[2]).toMatch(/^Update attempts: /);
    expect(headOf(await write(fieldFault()))[2]).toMatch(/^Vehicle /);
    const look = { ecu: '', outcome: 'unknown', reached: 'check' } as Report['attempts'][number];
    const looked = { ...(await write(fieldFault())), attempts: [look] };
    expect(headOf(looked)[2]).toBe('No update seen: a client only looked for one.');
  });

  it('counts levels only where lines have some', async () => {
    const report = await write(fieldFault());
    const none = Object.fromEntries(Object.keys(report.levels).map((level) => [level, 0]));
    const levels = { ...none, none: 3 } as Report['levels'];
    expect(headOf({ ...report, levels }).join()).not.toContain('level');
    expect(headOf({ ...report, levels: { ...levels, error: 1 } }).at(-1)).toMatch(/Levels: .*1 error/);
  });

  it('shows the lines to look at next where there is no cause', async () => {
    const report = await write(signatureFailure());
    const open = { ...report, hypotheses: [], lookAt: [report.evidence[0].id] };
    const headings = renderTerminal({ ...open, outcome: { ...open.outcome, evidence: [] } }, { colour: false, width })
      .split('\n\n')
      .map((part) => part.split('\n')[0]);
    expect(headings[1]).toBe('Look at (no rule knows these lines)');
  });
});

describe('a report that a language model added to', () => {
  const worded = async (model: Partial<NonNullable<Report['model']>> = {}): Promise<Report> => {
    const report = await write(powerLossDuringFlash());
    const claim = {
      id: 'H1.m1',
      text: 'It went in mid-transfer.',
      evidence: ['E5'],
      knowledge: [],
      source: 'model' as const,
      check: { checked: ['lines', 'quotes'], notChecked: ['order', 'cause'] } satisfies Claim['check'],
    };
    report.hypotheses[0].claims.push(claim);
    const cost = {
      inputTokens: 3_000,
      outputTokens: 400,
      priceUsd: 0.01,
      firstTokenMs: 840,
      claimsKept: 1,
      claimsDropped: 0,
    };
    return { ...report, model: { id: 'm', status: 'answered', note: 'It added 1 claim.', ...cost, ...model } };
  };

  it('says which claims are the model’s, what of them was checked and what not, and what it cost', async () => {
    const report = await worded();
    for (const text of [renderMarkdown(report), renderTerminal(report, { colour: false, width: 200 })]) {
      expect(text).toMatch(
        /It went in mid-transfer\. .*E5.* \(the language model's reading; checked: lines read back, quotes to the letter; not checked: order, that one led to the other\)/,
      );
      expect(text.replaceAll('\\', '')).toContain(
        'Language model m: It added 1 claim. 3000 tokens in, 400 out, $0.0100, first token after 0.8 s.',
      );
    }
  });

  it('says why a model did not take part', async () => {
    const report = await worded({ status: 'over-budget', note: 'The budget is used up.' });
    expect(renderTerminal(report, { colour: false, width: 200 })).toContain(
      'Language model m: The budget is used up.\n',
    );
  });
});

describe('Markdown', () => {
  it('says the answer, the verdict, the cause, what to do and the proof, in this order', async () => {
    const text = renderMarkdown(await write(powerLossDuringFlash()));
    const places = [
      '# The update was interrupted:',
      '**CONFIRMED**',
      '## Cause',
      '## What to do',
      '## Evidence',
      '## Ruled out',
      '## Files',
      '## Provenance',
    ];
    const found = places.map((part) => text.indexOf(part));
    expect(found.every((at) => at >= 0)).toBe(true);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });

  it('shows each quote with its file, offset and length', async () => {
    const report = await write(powerLossDuringFlash());
    const { quote } = report.evidence.find(({ kind }) => kind === 'power-loss') ?? {};
    expect(renderMarkdown(report)).toContain(`brake/brk.dlt @ ${quote?.pointer.offset} +${quote?.pointer.length}`);
  });

  it.each(HOSTILE)('shows %j as text only', async (text) => {
    const markdown = renderMarkdown(await write(hostileSession(text)));
    const outsideCode = markdown.replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '');
    expect(markdown).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
    expect(outsideCode).not.toMatch(/(?<!\\)<|(?<!\\)\]\(|(?<!\\)!\[|(?<!\\):\/\/|(?<!\\)@/);
    expect(markdown.split('\n').filter((line) => /^# /.test(line))).toHaveLength(1);
  });

  it('escapes marks at the start of a line', () => {
    expect(['- a', '+ a', '1. a', '2) a', '# a', '> a', '=== a'].map(escapeText)).toEqual([
      '\\- a',
      '\\+ a',
      '1\\. a',
      '2\\) a',
      '\\# a',
      '\\> a',
      '\\=== a',
    ]);
  });

  it('keeps any text out of tables it is not a cell of', async () => {
    const markdown = renderMarkdown(await write(hostileSession('a | b | c')));
    const rows = markdown.split('\n').filter((line) => line.startsWith('| ') && line.includes('install'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  });
});

describe('the terminal', () => {
  it('reads the headline and the verdict first', async () => {
    const [headline, verdict] = renderTerminal(await write(healthyUpdate()), { colour: false, width: 120 }).split('\n');
    expect(headline).toBe('The update to 7.2.0 was installed and is in use; no line that Argus knows names a fault.');
    expect(verdict).toMatch(/^CONFIRMED: /);
  });

  it('keeps to its width', async () => {
    for (const width of [40, 80, 132]) {
      const lines = renderTerminal(await write(signatureFailure()), { colour: false, width }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  it('uses colour only where it is asked for', async () => {
    const report = await write(signatureFailure());
    expect(renderTerminal(report, { colour: false, width: 80 })).not.toContain('\u001b');
    expect(renderTerminal(report, { colour: true, width: 80 })).toContain('\u001b[32mCONFIRMED');
  });

  it.each(HOSTILE)('lets no control sequence of %j through', async (text) => {
    const report = await write(hostileSession(text));
    const plain = renderTerminal(report, { colour: false, width: 80 });
    expect(plain).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}]|(?!\n)\p{Cc}/u);
    const coloured = renderTerminal(report, { colour: true, width: 80 });
    const withoutColours = ['0', '1', '2', '31', '32', '33', '36'].reduce(
      (rest, code) => rest.replaceAll(`\u001b[${code}m`, ''),
      coloured,
    );
    expect(withoutColours).toBe(plain);
  });

  it('marks a claim that the logs contradict', async () => {
    const report = await write(signatureFailure(), { claimedOutcome: 'success' });
    expect(renderTerminal(report, { colour: false, width: 200 })).toContain('Claimed: success (they DISAGREE)');
  });
});

describe('plain text', () => {
  it('is one visible line of bounded length, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const plain = plainText(text, 100);
        expect([...plain].length).toBeLessThanOrEqual(100);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(plain.isWellFormed()).toBe(true);
      }),
    );
  });

  it('leaves what can be read as it is', () => {
    expect(plainText('Größe 12 µs, 温度 3 °C')).toBe('Größe 12 µs, 温度 3 °C');
  });
});

describe('the JSON Schema', () => {
  it('describes every field of a report and allows no finding of its own', () => {
    const schema = reportJsonSchema();
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.required).toEqual(expect.arrayContaining(['finding', 'verdict', 'hypotheses', 'evidence', 'gaps']));
    expect(JSON.stringify(schema)).toContain('"enum":["fault","no-fault","unknown"]');
  });
});
