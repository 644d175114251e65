import type { Report } from '#src/report/report.ts';
import { REPORT_FORMATS, type ReportFormat } from '#src/report/report-format.ts';
import { renderTerminal } from '#src/report/terminal.ts';
import { wantsColour } from './colour.ts';
import { type Io, UsageError } from './command.ts';
import { requireChoice, type Values } from './options.ts';
import { writeResult } from './write-result.ts';

/** How a command that ends with a report prints it. */
export const REPORT_OPTIONS = {
  format: {
    value: REPORT_FORMATS.join('|'),
    about: 'text for the terminal (default), md for a document, html for a page to send or print, json for all of it',
  },
  json: { about: 'the same as --format json' },
  html: { value: 'FILE', about: 'write the page to a file, besides what is printed' },
} as const;

interface ReportPrint {
  format: ReportFormat;
  /** Where the page is to be written; as typed. */
  html: string | undefined;
}

/** Where nothing else is asked for. */
export const TEXT: ReportPrint = { format: 'text', html: undefined };

/** Throws `UsageError`. */
export function readReportOptions({ format, html, json }: Values<typeof REPORT_OPTIONS>): ReportPrint {
  if (json && format !== undefined && format !== 'json') throw new UsageError('Give one of --json and --format.');
  return { html, format: json ? 'json' : requireChoice('--format', format ?? 'text', REPORT_FORMATS) };
}

/** Throws `CommandFailed` where the page cannot be written; what is printed is printed then. */
export async function printReportAs({ format, html }: ReportPrint, report: Report, io: Io): Promise<void> {
  if (format === 'text') await printReport(report, io);
  if (format === 'text' && html === undefined) return;
  const { RENDERINGS } = await import('#src/report/renderings.ts');
  if (format !== 'text') await io.stdout.write(RENDERINGS[format].render(report));
  if (html !== undefined) await writeResult(html, RENDERINGS.html.render(report), io);
}

async function printReport(report: Report, io: Io): Promise<void> {
  const style = { colour: wantsColour(io.stdout, io.env), width: Math.min(120, io.stdout.columns) };
  await io.stdout.write(renderTerminal(report, style));
}
