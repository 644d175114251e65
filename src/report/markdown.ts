import { counted } from './counted.ts';
import { plainText } from './plain-text.ts';
import type { EvidenceItem, Hypothesis, Report } from './report.ts';
import {
  attemptsText,
  bootsText,
  citedFor,
  claimOrigin,
  filesToShow,
  gapsToShow,
  groupHypotheses,
  levelsText,
  linesToShow,
  MAX_TIMELINE_SHOWN,
  measuredLines,
  modelText,
  otherVehicles,
  outcomeBelow,
  placeText,
  provenanceTexts,
  similarText,
  splitEvidence,
  timeText,
  totalsText,
  unreadText,
  vehicleText,
} from './report-layout.ts';

/** What Markdown and the HTML inside it take for mark-up, and what GitHub makes links and mentions of. */
const MARKUP = /[\\`*_[\]<>|~&!#$@{}]|:(?=\/\/)|(?<=\bwww)\./gi;
/** Marks of lists and headings, at the start of a line only. */
const LINE_START = /^(?:[-+=]|\d+(?=[.)]))/;
const MAX_TEXT_CHARS = 600;
const MAX_QUOTE_CHARS = 1200;

/** The report as CommonMark with tables. Whatever came from a log is shown as text and never read as mark-up. */
export function renderMarkdown(report: Report): string {
  const { central, other } = splitEvidence(report);
  const sections = [
    headSection(report),
    section(
      'The other logs, each by itself',
      otherVehicles(report).map((text) => `- ${escapeText(text)}`),
    ),
    causeSection(report),
    section(
      'What to do',
      report.actions.map(({ risk, text }) => `- ${escapeText(text)} (risk: ${risk})`),
    ),
    section('Evidence', central.flatMap(evidenceLines)),
    section('Look at: lines that no rule knows', lookAtLines(report)),
    section('Against good logs', contrastLines(report)),
    hypothesesSection(report),
    section(
      'Measured',
      measuredLines(report).map((line) => `- ${escapeText(line)}`),
    ),
    section('What could not be seen, and what else was seen', gapsToShow(report).map(gapLine)),
    section(
      'Similar cases',
      (report.similar ?? []).map((each) => `- ${escapeText(similarText(each))}`),
    ),
    section('Timeline', timelineLines(report)),
    section('Further evidence', other.filter(({ id }) => !report.lookAt.includes(id)).flatMap(evidenceLines)),
    section('Files', fileLines(report)),
    section('Provenance', provenanceLines(report)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Text of any origin as Markdown text: one line, no mark-up, nothing invisible. */
export function escapeText(text: string): string {
  const escaped = plainText(text, MAX_TEXT_CHARS).trimStart().replace(MARKUP, '\\$&');
  return escaped.replace(LINE_START, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** A code span cannot be left from within: the fence is longer than any run of backticks inside. */
function escapeCode(text: string): string {
  const plain = plainText(text, MAX_QUOTE_CHARS);
  const longest = (plain.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0);
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${plain}${pad}${fence}`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`## ${title}`, '', ...lines];

function headSection(report: Report): string[] {
  const unread = unreadText(report);
  return [
    `# ${escapeText(report.headline)}`,
    '',
    ...(report.vehicles ? [escapeText(report.vehicles.text), ''] : []),
    ...(unread === undefined ? [] : [escapeText(unread), '']),
    `**${report.verdict}**: ${escapeText(report.verdictReason)}`,
    ...[outcomeBelow(report), attemptsText(report), bootsText(report)].flatMap((text) =>
      text === undefined ? [] : ['', escapeText(text)],
    ),
    '',
    escapeText(`${vehicleText(report)}. ${totalsText(report)}${levelsText(report)}`),
  ];
}

function causeSection(report: Report): string[] {
  const { leading } = groupHypotheses(report);
  if (leading === undefined) return [];
  const claims = leading.claims.map(
    (claim) => `- ${escapeText(claim.text)} ${references(claim.evidence)}${claimOrigin(claim)}`,
  );
  const where = leading.ecu ? ` on ${escapeText(leading.ecu)}` : '';
  return section('Cause', [
    `**${escapeText(leading.title)}**${where} (${escapeCode(leading.causeCode)}). ${escapeText(leading.reason)}`,
    '',
    ...claims,
  ]);
}

const references = (ids: readonly string[]): string => (ids.length === 0 ? '' : `\\[${ids.join(', ')}\\]`);

function hypothesesSection(report: Report): string[] {
  const { rivals, ruledOut } = groupHypotheses(report);
  const line = (each: Hypothesis): string =>
    `- **${escapeText(each.title)}** (${escapeCode(each.causeCode)}): ${escapeText(each.reason)} ${references(citedFor(each))}`;
  return [
    ...section('Not ruled out', rivals.map(line)),
    ...(rivals.length > 0 && ruledOut.length > 0 ? [''] : []),
    ...section('Ruled out', ruledOut.map(line)),
  ];
}

const lookAtLines = (report: Report): string[] =>
  linesToShow(report).map(
    (item) =>
      `- **${item.id}** ${escapeCode(item.quote?.text ?? '')}${item.count > 1 ? ` (${item.count} times)` : ''} ${escapeText(placeText(item) ?? '')}`,
  );

function contrastLines({ contrast }: Report): string[] {
  if (contrast === null) return [];
  const line = (
    label: string,
    { count, template, writer }: { count: number; template: string; writer: string },
  ): string => `- ${label}: ${escapeText(writer)} ${escapeCode(template)} (${counted(count, 'time')})`;
  return [
    escapeText(contrast.against),
    '',
    ...contrast.decoys.map((row) => line('also there, so no cause', row)),
    ...contrast.fresh.map((row) => line('new', row)),
    ...contrast.gone.map((row) => line('gone', row)),
    ...contrast.shifted.map((row) => `${line('shifted', row)}, was ${row.before}`),
  ];
}

function evidenceLines(item: EvidenceItem): string[] {
  const place = placeText(item);
  const time = item.timeUs === null ? '' : `${timeText(item.timeUs)}. `;
  const lines = [`- **${item.id}** ${escapeText(item.text)} ${time}${escapeText(item.why)}`];
  if (item.quote === null || place === null) return lines;
  return [
    ...lines,
    `  - ${escapeCode(place)}`,
    ...item.quote.before.slice(-2).map((text) => `  - before: ${escapeCode(text)}`),
    `  - **quote**: ${escapeCode(item.quote.text)}`,
    ...item.quote.after.slice(0, 2).map((text) => `  - after: ${escapeCode(text)}`),
  ];
}

const gapLine = ({ file, kind, text }: Report['gaps'][number]): string =>
  `- ${escapeText(kind)}: ${file === null ? '' : `${escapeText(file)}: `}${escapeText(text)}`;

function timelineLines({ timeline }: Report): string[] {
  const rows = timeline
    .slice(0, MAX_TIMELINE_SHOWN)
    .map(
      ({ ecu, evidence, kind, text, timeUs }) =>
        `| ${timeText(timeUs)} | ${escapeText(ecu)} | ${kind} | ${escapeText(text)} | ${evidence.join(', ')} |`,
    );
  if (rows.length === 0) return [];
  const hidden = timeline.length - rows.length;
  const more =
    hidden > 0 ? ['', `${counted(hidden, 'further event')} ${hidden === 1 ? 'is' : 'are'} in the JSON report.`] : [];
  return ['| time | ECU | kind | event | evidence |', '|---|---|---|---|---|', ...rows, ...more];
}

function fileLines(report: Report): string[] {
  const { hidden, shown } = filesToShow(report);
  const rows = shown.map(({ format, gaps, member, message, name, records, status }) => {
    const title = escapeText(member === null ? name : `${name} › ${member}`);
    const how = status === 'parsed' && message !== null ? 'parsed in part' : status;
    return `| ${title} | ${how} | ${escapeText(format ?? '')} | ${records} | ${gaps} | ${escapeText(message ?? '')} |`;
  });
  if (rows.length === 0) return [];
  const more =
    hidden > 0 ? ['', `${counted(hidden, 'further file')} ${hidden === 1 ? 'is' : 'are'} in the JSON report.`] : [];
  return [
    '| file | status | format | records | damaged places | message |',
    '|---|---|---|---:|---:|---|',
    ...rows,
    ...more,
  ];
}

const provenanceLines = (report: Report): string[] => [
  ...provenanceTexts(report).map((each) => `- ${escapeText(each)}`),
  `- ${escapeText(modelText(report) ?? 'No language model took part.')}`,
  ...report.knowledge.matched.map(
    ({ id, source, title }) => `- ${escapeText(id)}: ${escapeText(title)} (source: ${escapeText(source)})`,
  ),
];
