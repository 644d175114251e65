import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_STYLE, PAGE_STYLE_DIGEST } from '#src/report/html/page-style.ts';
import { timeScale } from '#src/report/html/time-scale.ts';
import { renderHtml } from '#src/report/html.ts';
import type { Report } from '#src/report/report.ts';
import { reportOn } from '#test/support/session-report.ts';
import { healthyUpdate, powerLossDuringFlash, signatureFailure } from '#test/support/sessions.ts';

const SESSIONS = { healthyUpdate, powerLossDuringFlash, signatureFailure };

const ELEMENTS = new Set(
  'strong html head meta title style body div span h1 h2 h3 p dl dt dd ol ul li section article a code pre mark table thead tbody tr th td footer svg g rect line path circle text defs pattern'.split(
    ' ',
  ),
);

/** Each tag of a page with its attributes; what is quoted may hold anything but its quote. */
const tagsOf = (html: string) =>
  Array.from(
    html.matchAll(/<(\/?)([a-z0-9]+)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*(\/?)>/gi),
    ([tag, end, name, attributes]) => ({
      tag,
      isEnd: end === '/',
      name,
      attributes: Array.from(attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g), ([, key, value = '']) => [key, value]),
    }),
  );

/** Only our own elements, nothing that runs, nothing from elsewhere, and links to places of the same page only. */
function expectInert(html: string): void {
  const body = html.replace(/<style>.*?<\/style>/s, '').replace('<!doctype html>', '');
  const tags = tagsOf(body);
  for (const { attributes, name, tag } of tags) {
    expect(ELEMENTS.has(name), tag).toBe(true);
    for (const [key, value] of attributes) {
      expect(key, tag).not.toMatch(/^(on|src|style|xlink)/);
      if (key === 'href') expect(value).toMatch(/^#E\d+$/);
    }
  }
  // What is no tag of ours has no angle bracket.
  const rest = tags.reduce((text, { tag }) => text.replace(tag, ''), body);
  expect(rest).not.toMatch(/[<>]/);
}

describe.each(Object.entries(SESSIONS))('the page of %s', (_, session) => {
  const page = async () => {
    const report = await reportOn(session());
    return { report, html: renderHtml(report) };
  };

  it('holds the answer, and every piece of evidence where its links lead', async () => {
    const { html, report } = await page();
    expect(html).toContain(report.verdict);
    const anchors = Array.from(html.matchAll(/<article class="evidence" id="(E\d+)">/g), ([, id]) => id);
    expect(anchors.toSorted()).toEqual(report.evidence.map(({ id }) => id).toSorted());
    for (const [, id] of html.matchAll(/href="#(E\d+)"/g)) expect(anchors).toContain(id);
  });

  it('draws one lane per ECU and every piece of evidence that has a time', async () => {
    const { html, report } = await page();
    const marks = Array.from(html.matchAll(/<a href="#(E\d+)" class="mark /g), ([, id]) => id);
    const timed = report.evidence.filter(({ timeUs }) => timeUs !== null).map(({ id }) => id);
    expect(marks.toSorted()).toEqual(timed.toSorted());
    for (const { ecu } of report.boots) expect(html).toContain(`${ecu}<title>`);
  });

  it('closes what it opens, in order', async () => {
    const open: string[] = [];
    for (const { isEnd, name, tag } of tagsOf((await page()).html.replace(/<style>.*?<\/style>/s, ''))) {
      if (name === 'meta' || tag.endsWith('/>')) continue;
      if (isEnd) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('needs and runs nothing else', async () => {
    const { html } = await page();
    expectInert(html);
    expect(html).not.toMatch(/https?:|url\((?!#)/);
  });
});

describe('the policy of the page', () => {
  it('allows its own style and nothing more', () => {
    const digest = createHash('sha256').update(PAGE_STYLE).digest('base64');
    expect(PAGE_STYLE_DIGEST).toBe(`sha256-${digest}`);
  });

  it('stands in the page, before anything that it is for', async () => {
    const html = renderHtml(await reportOn(signatureFailure()));
    const [policy] = /<meta http-equiv="Content-Security-Policy" content="[^"]*">/.exec(html) ?? [];
    expect(policy).toContain(`default-src 'none'; style-src '${PAGE_STYLE_DIGEST}'`);
    expect(html.indexOf(policy ?? '-')).toBeLessThan(html.indexOf('<style>'));
    expect(html).toContain(`<style>${PAGE_STYLE}</style>`);
  });
});

/** The report with this text in every place that is not a word of Argus: names, lines, messages, ids. */
function poisoned(report: Report, text: string): Report {
  const KEPT = new Set(['verdict', 'status', 'finding', 'observed', 'risk', 'end']);
  return JSON.parse(JSON.stringify(report), (key, value) =>
    typeof value === 'string' && !KEPT.has(key) ? `${value}${text}` : value,
  ) as Report;
}

describe('hostile text', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</style><style>*{background:url(//e.vil)}</style>',
    '</title></svg><svg onload=alert(1)>',
    '&lt;b&gt; &#x3c;',
    '\u202e\u001b[2J\u0000\ufeff',
  ];

  it.each(HOSTILE)('%j is text wherever a log can put it', async (hostile) => {
    const report = poisoned(await reportOn(powerLossDuringFlash()), hostile);
    const html = renderHtml(report);
    expectInert(html);
    expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('of any kind is text', async () => {
    const report = await reportOn(signatureFailure());
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&=/ aE1#`\n\u2028\ud83d') }), (text) => {
        expectInert(renderHtml(poisoned(report, text)));
      }),
      { numRuns: 30 },
    );
  });
});

describe('the time scale', () => {
  const instant = fc.integer({ min: -1e9, max: 4e9 }).map((ms) => ms * 1_000);
  const spans = fc.array(fc.tuple(instant, fc.nat({ max: 1e12 })), { minLength: 1, maxLength: 30 });

  it('keeps the order of times and stays on the chart, whatever the silences', () => {
    fc.assert(
      fc.property(spans, (drawn) => {
        const ranges = drawn.map(([from, length]) => [from, from + length] as const);
        const scale = timeScale(ranges, 100, 1_000);
        const times = ranges.flat().sort((a, b) => a - b);
        const places = times.map((time) => scale?.x(time) ?? Number.NaN);
        expect(places.toSorted((a, b) => a - b)).toEqual(places);
        for (const x of [...places, ...(scale?.ticks.map((tick) => tick.x) ?? [])]) {
          expect(x).toBeGreaterThanOrEqual(99.9);
          expect(x).toBeLessThanOrEqual(1_000.1);
        }
      }),
    );
  });

  it('cuts out a silence that would flatten everything else, and says how long it was', () => {
    const scale = timeScale(
      [
        [0, 60e6],
        [3_600e6 * 24 * 3, 3_600e6 * 24 * 3 + 60e6],
      ],
      0,
      1_000,
    );
    expect(scale?.breaks).toMatchObject([{ label: '3 d' }]);
    expect((scale?.x(60e6) ?? 0) - (scale?.x(0) ?? 0)).toBeGreaterThan(400);
  });

  it('is none where nothing has a time', () => {
    expect(timeScale([], 0, 1_000)).toBeUndefined();
  });
});

describe('a boot in which the clock was set', () => {
  it('does not press everything else into a corner', async () => {
    const report = await reportOn(powerLossDuringFlash());
    const toUs = Math.max(...report.evidence.map(({ timeUs }) => timeUs ?? 0));
    const boot = { ecu: 'GW', ordinal: 0, records: 1, fromUs: 0, toUs, end: 'end-of-log' as const };
    const html = renderHtml({ ...report, boots: [boot] });
    const places = Array.from(html.matchAll(/<circle cx="([\d.]+)"/g), ([, x]) => Number(x));
    expect(Math.max(...places) - Math.min(...places)).toBeGreaterThan(300);
    expect(html).toMatch(/>\+\d+ y</);
  });
});

describe('a report without times', () => {
  it('says so in place of an empty chart', async () => {
    const report = await reportOn(signatureFailure());
    expect(renderHtml({ ...report, boots: [], attempts: [], timeline: [], evidence: [] })).toContain(
      'Nothing of what is shown has a time.',
    );
  });
});
