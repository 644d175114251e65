import type { Report } from '#src/report/report.ts';
import { REPORT_FORMATS, type ReportFormat } from '#src/report/report-format.ts';
import { type Io, UsageError } from './command.ts';
import { requireChoice, type Values } from './options.ts';
import { printReport } from './show-diagnosis.ts';

/** How a command that ends with a report prints it. */
export const REPORT_OPTIONS = {
  format: {
    value: REPORT_FORMATS.join('|'),
    about: 'text for the terminal (default), md for a document, json for all of it',
  },
  json: { about: 'the same as --format json' },
} as const;

/** Throws `UsageError`. */
export function requireReportFormat({ format, json }: Values<typeof REPORT_OPTIONS>): ReportFormat {
  if (json && format !== undefined && format !== 'json') throw new UsageError('Give one of --json and --format.');
  return json ? 'json' : requireChoice('--format', format ?? 'text', REPORT_FORMATS);
}

export async function printReportAs(format: ReportFormat, report: Report, io: Io): Promise<void> {
  if (format === 'text') await printReport(report, io);
  else await io.stdout.write((await import('#src/report/renderings.ts')).RENDERINGS[format].render(report));
}
