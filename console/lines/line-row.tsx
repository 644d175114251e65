import type { RecordItem } from '#src/api/record-schemas.ts';

interface RowProps {
  id: string;
  record: RecordItem;
  evidenceId: string | undefined;
  isHere: boolean;
  onChoose: () => void;
}

/** Text of a log is a text node here as everywhere: nothing in it can become part of the page. */
export function LineRow({ evidenceId, id, isHere, onChoose, record }: RowProps) {
  const { app, context, ecu, level, text, time } = record;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys, as a listbox does
    <div id={id} class={`line line-${level}`} role="option" aria-selected={isHere} tabIndex={-1} onClick={onChoose}>
      <span class="line-time num" title={time ?? ''}>
        {time?.slice(11, 23) ?? '–'}
      </span>
      <span class={`line-level level-${level}`}>{level === 'none' ? '' : level}</span>
      <span class="line-ecu">{ecu}</span>
      <span class="line-app">{context ? `${app}·${context}` : app}</span>
      <span class="line-text">
        {evidenceId && <span class="chip">{evidenceId}</span>}
        {text}
      </span>
    </div>
  );
}
