import type { Report } from '../report.ts';
import { filesToShow } from '../report-layout.ts';
import { text } from './html-text.ts';

const MAX_COMPARED = 12;

/** Files with what was read of each; those with trouble first. */
export function filesTable(report: Report): string[] {
  const { hidden, shown } = filesToShow(report);
  if (shown.length === 0) return [];
  const rows = shown.map(({ format, gaps, member, message, name, records, status }) => {
    const title = member === null ? name : `${name} › ${member}`;
    const how = status !== 'parsed' ? 'not read' : message === null ? null : 'read in part';
    const said = how === null ? '' : `<span class="failed">${how}</span> ${text(message ?? '')}`;
    return `<tr><td>${text(title)}</td><td>${text(format ?? '')}</td>${numberCell(records)}${numberCell(gaps)}<td>${said}</td></tr>`;
  });
  return [
    `<table><thead><tr><th>file</th><th>format</th><th class="number">records</th><th class="number">damaged places</th><th></th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`,
    hidden > 0 ? `<p>${hidden.toLocaleString('en')} further files are in the JSON report.</p>` : '',
  ];
}

/** What the failing episode has and good logs have not, and the other way round. */
export function contrastTable({ contrast }: Report): string[] {
  if (contrast === null) return [];
  const rows = [
    ...contrast.decoys.slice(0, MAX_COMPARED).map((row) => comparedRow('there too, so no cause', row)),
    ...contrast.fresh.slice(0, MAX_COMPARED).map((row) => comparedRow('new', row)),
    ...contrast.gone.slice(0, MAX_COMPARED).map((row) => comparedRow('gone', row)),
    ...contrast.shifted.slice(0, MAX_COMPARED).map((row) => comparedRow(`shifted, was ${row.before}`, row)),
  ];
  const table = `<table><thead><tr><th></th><th>writer</th><th>line</th><th class="number">times</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
  return [`<p>${text(contrast.against)}</p>`, rows.length === 0 ? '' : table];
}

const comparedRow = (label: string, { count, template, writer }: { count: number; template: string; writer: string }) =>
  `<tr><td>${label}</td><td>${text(writer)}</td><td><code>${text(template)}</code></td>${numberCell(count)}</tr>`;

const numberCell = (value: number): string => `<td class="number">${value.toLocaleString('en')}</td>`;
