import { useState } from 'preact/hooks';
import type { LessonItem } from '#src/api/resolution-schemas.ts';
import { apiPath, postJson } from '../api/client.ts';
import { stamp } from '../format/times.ts';
import { Trouble } from '../shell/states.tsx';

const WORDS = { confirm: 'Confirmed', correct: 'Corrected', 'false-alarm': 'Marked harmless' };

/** What this batch has taught, by whom, and whether it is in use. */
export function Taught({ lesson, onChanged }: { lesson: LessonItem; onChanged: () => void }) {
  const [error, setError] = useState<Error>();
  const last = lesson.history.at(-1);
  const change = () => {
    const verb = lesson.isDisabled ? 'enable' : 'disable';
    const path = apiPath(`/batches/${lesson.batchId}/resolution/${verb}`);
    postJson(path, { by: last?.by ?? 'console', version: lesson.version }).then(onChanged, setError);
  };
  return (
    <div class="taught" role="status">
      <p>
        <strong>{WORDS[lesson.resolution]}</strong>
        {lesson.cause && <>: {lesson.cause}</>}
        {lesson.isDisabled && <span class="soft"> (not in use)</span>}
      </p>
      {last && (
        <p class="soft small">
          {last.by}, <span class="num">{stamp(last.atMs * 1_000)?.slice(0, 16)}</span>
          {last.why && `: ${last.why}`}
        </p>
      )}
      <button type="button" class="quiet" onClick={change}>
        {lesson.isDisabled ? 'Use it again' : 'Take it out of use'}
      </button>
      {error && <Trouble error={error} />}
    </div>
  );
}
