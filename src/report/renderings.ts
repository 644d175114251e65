import { PAGE_POLICY, renderHtml } from './html.ts';
import { escapeUnseen } from './json-text.ts';
import { renderMarkdown } from './markdown.ts';
import type { Report } from './report.ts';
import type { ReportFormat } from './report-format.ts';
import { renderTerminal } from './terminal.ts';

/** A report as a document: what it is called on the web, and its text, which ends with a line end. */
interface Rendering {
  contentType: string;
  /** Content Security Policy under which it is to be shown. */
  policy?: string;
  render(report: Report): string;
}

/** Columns of a text that no terminal was asked for. */
const TEXT_WIDTH = 100;

export const RENDERINGS: Readonly<Record<ReportFormat, Rendering>> = {
  text: {
    contentType: 'text/plain; charset=utf-8',
    render: (report) => renderTerminal(report, { colour: false, width: TEXT_WIDTH }),
  },
  md: { contentType: 'text/markdown; charset=utf-8', render: renderMarkdown },
  json: {
    contentType: 'application/json; charset=utf-8',
    render: (report) => `${escapeUnseen(JSON.stringify(report))}\n`,
  },
  html: { contentType: 'text/html; charset=utf-8', policy: PAGE_POLICY, render: renderHtml },
};
