import { evidenceArticle } from './html/evidence-article.ts';
import { chips, joined, list, section, text } from './html/html-text.ts';
import { levelsSvg } from './html/levels-svg.ts';
import { PAGE_STYLE, PAGE_STYLE_DIGEST } from './html/page-style.ts';
import { contrastTable, filesTable } from './html/tables.ts';
import { timelineSvg } from './html/timeline-svg.ts';
import type { Claim, Hypothesis, Report } from './report.ts';
import {
  attemptsText,
  bootsText,
  claimOrigin,
  groupHypotheses,
  linesToShow,
  measuredLines,
  modelText,
  otherVehicles,
  outcomeText,
  provenanceTexts,
  similarText,
  splitEvidence,
  unreadCounts,
  unreadText,
} from './report-layout.ts';

/** No script, nothing from elsewhere, and no style but the page's own, wherever it is opened. */
export const PAGE_POLICY = `default-src 'none'; style-src '${PAGE_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'`;

/** The report as one page that needs nothing else: to be read, sent and printed. Whatever came from a log is text in it. */
export function renderHtml(report: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${text(report.headline, 120)} · Argus</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${joined([head(report), answer(report), ...details(report), foot(report)])}
</body>
</html>
`;
}

function head(report: Report): string {
  const warnings = [unreadText(report), report.vehicles?.text].filter((each) => each !== undefined);
  return joined([
    `<div class="brand"><span>Argus diagnosis report</span><span>${text(report.batch.batchId ?? '')}</span></div>`,
    ...warnings.map((each) => `<p class="warning">${text(each)}</p>`),
    `<h1>${text(report.headline)}</h1>`,
    `<p><span class="verdict ${report.verdict}">${report.verdict}</span> <span class="reason">${text(report.verdictReason)}</span></p>`,
    `<p${report.outcome.agrees === false ? ' class="warning"' : ''}>${text(outcomeText(report))} ${chips(report.outcome.evidence)}</p>`,
    facts(report),
  ]);
}

function facts({ batch, files, totals }: Report): string {
  const { firmware } = batch;
  const rows: [string, string | null][] = [
    ['Vehicle', batch.vehicleId],
    ['Platform', batch.platform],
    ['Firmware', firmware && `${firmware.from ?? '?'} → ${firmware.to ?? '?'}`],
    ['OTA campaign', batch.otaCampaignId],
    ['Files read', `${totals.parsed} of ${totals.files}${unreadCounts({ files, totals })}`],
    ['Records', totals.records.toLocaleString('en')],
    ['Events that rules know', totals.faults.toLocaleString('en')],
  ];
  const shown = rows.filter((row): row is [string, string] => Boolean(row[1]));
  return `<dl class="facts">${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>`;
}

/** What it was and what to do, beside each other. */
function answer(report: Report): string {
  const actions = report.actions.map(
    ({ risk, text: said }) => `${text(said)} <span class="risk">(risk: ${risk})</span>`,
  );
  const todo = actions.length === 0 ? '' : `<ol>${actions.map((each) => `<li>${each}</li>`).join('')}</ol>`;
  const sections = [section('Cause', cause(report)), section('What to do', [todo])].filter((each) => each !== '');
  return sections.length === 2 ? `<div class="answer">\n${sections.join('\n')}\n</div>` : joined(sections);
}

function cause(report: Report): string[] {
  const { leading } = groupHypotheses(report);
  if (leading === undefined) return [];
  const { against, causeCode, ecu, evidence, reason, title } = leading;
  return [
    `<h3>${text(title)}${ecu ? ` on ${text(ecu)}` : ''} <code>${text(causeCode)}</code></h3>`,
    `<p>${text(reason)}</p>`,
    list(leading.claims.map(claimItem)),
    `<p>For it: ${chips(evidence) || 'nothing that is cited'}.${against.length > 0 ? ` Against it: ${chips(against)}.` : ''}</p>`,
  ];
}

const claimItem = (claim: Claim): string => `${text(claim.text)} ${chips(claim.evidence)}${text(claimOrigin(claim))}`;

const LEGEND = `<ul class="legend"><li><span class="key cause"></span>proof of the cause or the outcome</li>
<li><span class="key look"></span>a line that no rule knows</li><li><span class="key"></span>other evidence</li>
<li><span class="key band"></span>an update</li><li><span class="key boots"></span>a boot</li><li>▲ an event</li></ul>`;

function details(report: Report): string[] {
  const { central, other } = splitEvidence(report);
  const toLookAt = linesToShow(report);
  const { rivals, ruledOut } = groupHypotheses(report);
  const timeline = timelineSvg(report);
  const spoken = [attemptsText(report), bootsText(report)].filter((each) => each !== undefined);
  return [
    section('The other logs, each by itself', [list(otherVehicles(report).map((each) => text(each)))]),
    section('Timeline (UTC)', [
      timeline || '<p>Nothing of what is shown has a time.</p>',
      timeline && LEGEND,
      ...spoken.map((each) => `<p>${text(each)}</p>`),
      levelsSvg(report),
    ]),
    section('Evidence', central.map(evidenceArticle)),
    section('Look at: lines that no rule knows', toLookAt.map(evidenceArticle)),
    section('Not ruled out', [list(rivals.map(hypothesisItem))]),
    section('Ruled out', [list(ruledOut.map(hypothesisItem))]),
    section('Against what went well', contrastTable(report)),
    section('Measured', [list(measuredLines(report).map((each) => text(each)))]),
    section('What could not be seen, and what else was seen', [list(report.gaps.map(gapItem))]),
    section('Similar cases', [list((report.similar ?? []).map((each) => text(similarText(each))))]),
    section('Further evidence', other.filter((item) => !toLookAt.includes(item)).map(evidenceArticle)),
    section('Files', filesTable(report)),
    section('Provenance', [list([...provenanceTexts(report).map((each) => text(each)), ...sources(report)])]),
  ];
}

const hypothesisItem = ({ against, causeCode, evidence, reason, title }: Hypothesis): string =>
  `<strong>${text(title)}</strong> <code>${text(causeCode)}</code>: ${text(reason)} ${chips(evidence)}${against.length > 0 ? ` Against: ${chips(against)}` : ''}`;

const gapItem = ({ file, text: said }: Report['gaps'][number]): string =>
  `${file === null ? '' : `<code>${text(file)}</code>: `}${text(said)}`;

const sources = ({ knowledge }: Report): string[] =>
  knowledge.matched.map(({ id, source, title }) => `${text(title)} <code>${text(id)}</code>, source: ${text(source)}`);

const foot = (report: Report): string =>
  `<footer><p>${text(modelText(report) ?? 'No language model took part.')}</p>
<p>Each quote was read again from the file it names and compared with its digest before it was shown.</p></footer>`;
