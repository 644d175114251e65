import { counted } from './counted.ts';
import { plainText } from './plain-text.ts';
import type { EvidenceItem, Hypothesis, Report, Verdict } from './report.ts';
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
  measuredLines,
  modelText,
  otherVehicles,
  outcomeBelow,
  placeText,
  similarText,
  splitEvidence,
  timeText,
  totalsText,
  unreadText,
  vehicleText,
} from './report-layout.ts';
import { wrapText } from './wrap-text.ts';

interface TerminalStyle {
  colour: boolean;
  /** Columns; lines break at words. */
  width: number;
}

/** SGR codes, ECMA-48 8.3.117. */
const SGR = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
type Tone = keyof typeof SGR;

const VERDICT_TONES: Record<Verdict, Tone> = { CONFIRMED: 'green', LIKELY: 'yellow', INCONCLUSIVE: 'red' };
const MAX_QUOTE_CHARS = 600;
const MAX_GAPS = 12;
const MIN_WIDTH = 40;

/** The report for a terminal. No byte of a log reaches the terminal as a control sequence. */
export function renderTerminal(report: Report, style: TerminalStyle): string {
  const page = new Page(style);
  const isOpen = groupHypotheses(report).leading === undefined;
  writeHead(page, report);
  writeVehicles(page, report);
  // Without a cause, these lines are the answer.
  if (isOpen) writeLines(page, report);
  writeCause(page, report);
  writeActions(page, report);
  writeEvidence(page, 'Evidence', splitEvidence(report).central);
  if (!isOpen) writeLines(page, report);
  writeOthers(page, report);
  writeContrast(page, report);
  writeSimilar(page, report);
  writeMeasured(page, report);
  writeGaps(page, report);
  writeFiles(page, report);
  return page.text;
}

class Page {
  readonly #style: TerminalStyle;
  readonly #lines: string[] = [];

  constructor(style: TerminalStyle) {
    this.#style = { ...style, width: Math.max(MIN_WIDTH, Math.floor(style.width) || MIN_WIDTH) };
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  heading(title: string): void {
    this.#lines.push('', this.#toned(title, 'bold'));
  }

  /** One paragraph of any origin, cleaned and broken into lines; `hang` indents all but the first. */
  line(text: string, { indent = 0, hang = 2, tone }: { indent?: number; hang?: number; tone?: Tone } = {}): void {
    const width = this.#style.width - indent;
    const lines = wrapText(plainText(text, MAX_QUOTE_CHARS), width, hang);
    for (const line of lines) this.#lines.push(' '.repeat(indent) + this.#toned(line, tone));
  }

  #toned(text: string, tone?: Tone): string {
    return this.#style.colour && tone ? `\u001b[${SGR[tone]}m${text}\u001b[0m` : text;
  }
}

function writeHead(page: Page, report: Report): void {
  const unread = unreadText(report);
  if (unread !== undefined) page.line(unread, { tone: 'red' });
  if (report.vehicles) page.line(report.vehicles.text, { tone: 'yellow' });
  page.line(report.headline, { hang: 0, tone: 'bold' });
  page.line(`${report.verdict}: ${report.verdictReason}`, { tone: VERDICT_TONES[report.verdict] });
  const outcome = outcomeBelow(report);
  if (outcome !== undefined) page.line(outcome, report.outcome.agrees === false ? { tone: 'red' } : {});
  for (const text of [attemptsText(report), bootsText(report)]) if (text !== undefined) page.line(text);
  page.line(`${vehicleText(report)}. ${totalsText(report)}${levelsText(report)}`, { tone: 'dim' });
  const model = modelText(report);
  if (model !== undefined) page.line(model, { tone: 'dim' });
}

function writeCause(page: Page, report: Report): void {
  const { leading } = groupHypotheses(report);
  if (leading === undefined) return;
  page.heading('Cause');
  page.line(`${leading.title}${leading.ecu ? ` on ${leading.ecu}` : ''} (${leading.causeCode})`, { indent: 2 });
  page.line(leading.reason, { indent: 2 });
  for (const claim of leading.claims) {
    page.line(`- ${claim.text} [${claim.evidence.join(', ')}]${claimOrigin(claim)}`, { indent: 2 });
  }
}

function writeVehicles(page: Page, report: Report): void {
  const others = otherVehicles(report);
  if (others.length === 0) return;
  page.heading('The other logs, each by itself');
  for (const text of others) page.line(`- ${text}`, { indent: 2 });
}

function writeSimilar(page: Page, { similar = [] }: Report): void {
  if (similar.length === 0) return;
  page.heading('Similar cases');
  for (const each of similar) page.line(`- ${similarText(each)}`, { indent: 2 });
}

function writeActions(page: Page, { actions }: Report): void {
  if (actions.length === 0) return;
  page.heading('What to do');
  for (const [i, { risk, text }] of actions.entries()) {
    page.line(`${i + 1}. ${text} (risk: ${risk})`, { indent: 2, hang: 3 });
  }
}

/** Where to look oneself: lines that no rule knows. */
function writeLines(page: Page, report: Report): void {
  const items = linesToShow(report);
  if (items.length === 0) return;
  page.heading('Look at (no rule knows these lines)');
  for (const item of items) {
    const times = item.count > 1 ? ` (${item.count} times)` : '';
    page.line(`${item.id.padEnd(3)} "${item.quote?.text ?? ''}"${times}`, { indent: 2, hang: 4, tone: 'cyan' });
    page.line(placeText(item) ?? '', { indent: 6, tone: 'dim' });
    writeNeighbours(page, item);
  }
}

function writeEvidence(page: Page, title: string, items: readonly EvidenceItem[]): void {
  if (items.length === 0) return;
  page.heading(title);
  for (const item of items) {
    page.line(`${item.id.padEnd(3)} ${item.text}`, { indent: 2, hang: 4 });
    const place = placeText(item);
    if (item.quote === null || place === null) continue;
    page.line(item.timeUs === null ? place : `${place}, ${timeText(item.timeUs)}`, { indent: 6, tone: 'dim' });
    page.line(`"${item.quote.text}"`, { indent: 6, hang: 1, tone: 'cyan' });
    writeNeighbours(page, item);
  }
}

/** A line alone seldom tells: what stood right before it and right after it. */
function writeNeighbours(page: Page, { quote }: EvidenceItem): void {
  for (const text of quote?.before.slice(-1) ?? []) page.line(`before: ${text}`, { indent: 6, hang: 2, tone: 'dim' });
  for (const text of quote?.after.slice(0, 1) ?? []) page.line(`after: ${text}`, { indent: 6, hang: 2, tone: 'dim' });
}

function writeOthers(page: Page, report: Report): void {
  const { rivals, ruledOut } = groupHypotheses(report);
  const write = (title: string, list: readonly Hypothesis[]): void => {
    if (list.length === 0) return;
    page.heading(title);
    for (const each of list) {
      page.line(`- ${each.title}: ${each.reason} [${citedFor(each).join(', ')}]`, { indent: 2 });
    }
  };
  write('Not ruled out', rivals);
  write('Ruled out', ruledOut);
}

const MAX_COMPARED = 5;

function writeContrast(page: Page, { contrast }: Report): void {
  if (contrast === null) return;
  page.heading('Against what went well');
  page.line(contrast.against, { indent: 2 });
  const list = (label: string, lines: NonNullable<Report['contrast']>['fresh']): void => {
    for (const { count, template, writer } of lines.slice(0, MAX_COMPARED))
      page.line(`${label}: ${writer ? `${writer}: ` : ''}"${template}" (${counted(count, 'time')})`, {
        indent: 2,
        hang: 4,
        tone: 'dim',
      });
  };
  list('there too, so no cause', contrast.decoys);
  list('new', contrast.fresh);
  list('gone', contrast.gone);
  list('at another rate', contrast.shifted);
}

function writeMeasured(page: Page, report: Report): void {
  const lines = measuredLines(report);
  if (lines.length > 0) page.heading('Measured');
  for (const line of lines) page.line(`- ${line}`, { indent: 2, tone: 'dim' });
}

function writeGaps(page: Page, report: Report): void {
  const gaps = gapsToShow(report);
  if (gaps.length === 0) return;
  page.heading('What could not be seen, and what else was seen');
  for (const { file, text } of gaps.slice(0, MAX_GAPS))
    page.line(`- ${file === null ? '' : `${file}: `}${text}`, { indent: 2 });
  if (gaps.length > MAX_GAPS) page.line(`- and ${gaps.length - MAX_GAPS} more in the JSON report`, { indent: 2 });
}

function writeFiles(page: Page, report: Report): void {
  const { hidden, shown } = filesToShow(report);
  if (shown.length === 0) return;
  page.heading('Files');
  for (const { format, gaps, member, message, name, records, status } of shown) {
    const title = member === null ? name : `${name} › ${member}`;
    const damage = gaps > 0 ? `, ${gaps} damaged ${gaps === 1 ? 'place' : 'places'}` : '';
    const inPart = message === null ? '' : `; read in part: ${message}`;
    const read = `${format}, ${counted(records, 'record')}${damage}${inPart}`;
    const result = status === 'parsed' ? read : `not read: ${message}`;
    page.line(`${title}: ${result}`, { indent: 2, ...(status === 'failed' && { tone: 'red' as const }) });
  }
  if (hidden > 0) page.line(`and ${hidden} more`, { indent: 2 });
  page.line(report.baseline.text, { indent: 2, tone: 'dim' });
}
