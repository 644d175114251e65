import { apiPath } from '../api/client.ts';

const FORMATS = [
  ['html', 'HTML', 'one file with its charts: prints well'],
  ['md', 'Markdown', 'for a ticket'],
  ['json', 'JSON', 'all of it, for a program'],
] as const;

/** The report as a file, for whoever has no way to this page. */
export function TakeAlong({ batchId }: { batchId: string }) {
  return (
    <section class="section">
      <h2>Send it</h2>
      <ul class="take-along">
        {FORMATS.map(([format, label, why]) => (
          <li key={format}>
            <a
              href={apiPath(`/batches/${batchId}/report`, { format })}
              download={`argus-${batchId}.${format}`}
              title={why}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
