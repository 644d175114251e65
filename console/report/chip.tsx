import type { EvidenceItem } from '#src/report/report.ts';
import { batchPlace, href } from '../url/location.ts';
import { mayTeach, teach } from './teaching.ts';

interface ChipsProps {
  batchId: string;
  ids: readonly string[];
}

/** Each leads to the bytes it stands for. */
export function Chips({ batchId, ids }: ChipsProps) {
  return (
    <span class="chips">
      {ids.map((id) => (
        <a
          key={id}
          class="chip"
          href={href(batchPlace(batchId, 'lines', { at: id }))}
          aria-label={`Lines of evidence ${id}`}
        >
          {id}
        </a>
      ))}
    </span>
  );
}

/** The two ways on from a piece of evidence. */
export function EvidenceLinks({ batchId, item }: { batchId: string; item: EvidenceItem }) {
  return (
    <span class="evidence-links">
      {item.quote && <a href={href(batchPlace(batchId, 'lines', { at: item.id }))}>Lines around</a>}
      {item.timeUs !== null && (
        <a href={href(batchPlace(batchId, 'timeline', { at: item.id, ...around(item.timeUs) }))}>On the timeline</a>
      )}
      {item.quote && mayTeach() && (
        <button
          type="button"
          class="link"
          onClick={() => teach({ resolution: 'false-alarm', lines: [item.id], cause: '' })}
        >
          Harmless
        </button>
      )}
    </span>
  );
}

/** A minute on either side: enough to see what came before. */
const AROUND_US = 60_000_000;

export const around = (timeUs: number): { from: string; to: string } => ({
  from: String(Math.round(timeUs - AROUND_US)),
  to: String(Math.round(timeUs + AROUND_US)),
});
