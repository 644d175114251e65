/**
 * The only style of a report's page. The page's policy names its digest, so that nothing else is taken for one:
 * `test/report/html.test.ts` says what it has to be.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #fff; --panel: #f6f7f9; --line: #d5d9e0; --text: #14181f; --soft: #4d5765;
  --link: #0b57c2; --bad: #b3261e; --bad-soft: #fbe4e2; --good: #17693a; --good-soft: #dff3e6; --open: #8a5300;
  --open-soft: #fbeed2; --mark: #fff3b0; --even: #e4e9f1; --odd: #d3dbe8; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #12151a; --panel: #1b2027; --line: #38414d;
  --text: #e8ebf0; --soft: #a9b3c1; --link: #8ab8ff; --bad: #ff9a92; --bad-soft: #4a1f1c; --good: #7fd8a2;
  --good-soft: #173a26; --open: #f0c069; --open-soft: #45330f; --mark: #5a4d08; --even: #252d38; --odd: #303b4a; } }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
  "Noto Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { max-width: 1040px; margin: 0 auto; padding: 24px 20px 48px; overflow-wrap: anywhere; }
h1 { font-size: 1.55rem; line-height: 1.28; margin: 10px 0 8px; text-wrap: balance; }
h2 { font-size: 1.08rem; margin: 34px 0 10px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 14px 0 4px; }
p { margin: 6px 0; }
ul, ol { margin: 6px 0; padding-left: 22px; }
li { margin: 4px 0; }
a { color: var(--link); }
code, pre { font: 0.86em/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
.brand { display: flex; justify-content: space-between; gap: 12px; color: var(--soft); font-size: .85rem; }
.verdict { display: inline-block; padding: 2px 10px; border-radius: 4px; font-weight: 700; letter-spacing: .03em;
  border: 1px solid currentColor; }
.CONFIRMED { color: var(--good); background: var(--good-soft); }
.LIKELY { color: var(--open); background: var(--open-soft); }
.INCONCLUSIVE { color: var(--bad); background: var(--bad-soft); }
.reason { color: var(--soft); }
.warning { border-left: 4px solid var(--bad); background: var(--bad-soft); padding: 6px 12px; margin: 12px 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 8px 20px; margin: 18px 0 14px;
  padding: 14px 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { margin: 0; font-weight: 600; }
.answer { display: grid; grid-template-columns: 3fr 2fr; gap: 0 28px; }
.answer > * { min-width: 0; }
.chip { display: inline-block; padding: 0 6px; border: 1px solid var(--line); border-radius: 9px; background: var(--panel);
  font-size: .8rem; font-weight: 600; text-decoration: none; }
.chip:hover, .chip:focus-visible { border-color: var(--link); }
.risk { color: var(--soft); font-size: .85rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
.timeline { display: block; width: 100%; min-width: 720px; height: auto; font-size: 11px; fill: var(--text); }
.timeline .lane { fill: var(--page); stroke: var(--line); }
.timeline .name { font-size: 12.5px; font-weight: 600; }
.timeline .boot.even { fill: var(--even); } .timeline .boot.odd { fill: var(--odd); }
.timeline .attempt rect { fill: var(--open-soft); stroke: var(--open); }
.timeline .attempt.bad rect { fill: var(--bad-soft); stroke: var(--bad); }
.timeline .attempt.good rect { fill: var(--good-soft); stroke: var(--good); }
.timeline .phase { stroke: var(--text); stroke-opacity: .55; }
.timeline .event { fill: var(--soft); }
.timeline .mark circle { fill: var(--page); stroke: var(--soft); stroke-width: 1.5; }
.timeline .mark.cause circle { fill: var(--bad); stroke: var(--bad); }
.timeline .mark.look circle { fill: var(--open-soft); stroke: var(--open); }
.timeline .mark text { fill: var(--text); font-weight: 600; }
.timeline .tick line { stroke: var(--soft); stroke-opacity: .28; }
.timeline .tick text, .timeline .break text { fill: var(--soft); }
.timeline .hatch { stroke: var(--soft); stroke-opacity: .5; stroke-width: 1.5; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; }
.key { display: inline-block; width: 11px; height: 11px; margin-right: 6px; border-radius: 50%; border: 1.5px solid var(--soft); }
.key.cause { background: var(--bad); border-color: var(--bad); } .key.look { background: var(--open-soft); border-color: var(--open); }
.key.band { border-radius: 2px; background: var(--bad-soft); border-color: var(--bad); }
.key.boots { border-radius: 0; background: var(--odd); }
.levels { display: block; width: 100%; height: 12px; margin-top: 10px; border-radius: 3px; }
.level-fatal { fill: #7d1414; background: #7d1414; } .level-error { fill: #c9372c; background: #c9372c; }
.level-warn { fill: #d69a1e; background: #d69a1e; } .level-info { fill: #3f7fc4; background: #3f7fc4; }
.level-debug { fill: #7f8da0; background: #7f8da0; } .level-verbose { fill: #a9b4c2; background: #a9b4c2; }
.level-none { fill: #c6cdd7; background: #c6cdd7; }
.evidence { margin: 12px 0; padding: 10px 14px; border: 1px solid var(--line); border-radius: 6px; break-inside: avoid; }
.evidence:target { border-color: var(--link); box-shadow: 0 0 0 2px var(--link); }
.evidence p { margin: 2px 0; }
.evidence .id { font-weight: 700; margin-right: 8px; }
.evidence .where, .evidence .why { color: var(--soft); font-size: .87rem; }
.quote { margin: 8px 0 2px; padding: 8px 10px; background: var(--panel); border-radius: 4px; white-space: pre-wrap; }
.quote .around { color: var(--soft); }
.quote mark { background: var(--mark); color: inherit; padding: 1px 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: 5px 8px; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.failed { color: var(--bad); font-weight: 600; }
footer { margin-top: 36px; color: var(--soft); font-size: .85rem; }
@media (max-width: 720px) { .answer { grid-template-columns: 1fr; } body { padding: 14px 12px 32px; } h1 { font-size: 1.3rem; } }
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
@media print { html { font-size: 10.5pt; } body { max-width: none; padding: 0; } a { color: inherit; text-decoration: none; }
  h2 { break-after: avoid; margin-top: 20px; } tr, li, .facts, .scroll { break-inside: avoid; } .scroll { overflow: visible; }
  .timeline { min-width: 0; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;

/** SHA-256 of `PAGE_STYLE`, as a policy names it (CSP Level 3, section 2.3.1). */
export const PAGE_STYLE_DIGEST = 'sha256-v3Dj1wXTUDgIfHQR4VtHFtgzFhmpfM5hjGOMNrYiEeQ=';
