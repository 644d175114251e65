import type { Report } from '#src/report/report.ts';
import { modelText, totalsText } from '#src/report/report-layout.ts';

/** What made this report, so that it can be made again; and what it cost. */
export function Provenance({ report }: { report: Report }) {
  const { knowledge, provenance } = report;
  const parsers = Object.entries(provenance.parsers).map(([name, version]) => `${name} ${version}`);
  const rows: [string, string][] = [
    ['Read', totalsText(report)],
    ['Model', modelText(report) ?? 'None: the rules alone, at no cost.'],
    ['Argus', provenance.argus],
    ['Parsers', parsers.join(', ')],
    ['Evidence', provenance.evidenceVersion],
    ['Knowledge', provenance.knowledgeSnapshot],
    ['Rows kept out', excludedText(knowledge.excluded)],
    ['Claims refused', String(provenance.claimsDropped)],
  ];
  return (
    <details class="section provenance">
      <summary>
        <h2>Provenance and cost</h2>
      </summary>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const excludedText = (rows: Report['knowledge']['excluded']): string =>
  rows.length === 0
    ? 'none'
    : rows
        .slice(0, 6)
        .map(({ id, reason }) => `${id} (${reason})`)
        .join('; ');
