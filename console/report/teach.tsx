import { useEffect, useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { LessonItem } from '#src/api/resolution-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { ApiTrouble, apiPath, postJson } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { Trouble } from '../shell/states.tsx';
import { Taught } from './taught.tsx';
import { mayTeach, type Teaching, teaching } from './teaching.ts';

type Resolution = LessonItem['resolution'];

const CHOICES: readonly [Resolution, string, string][] = [
  ['confirm', 'Confirm', 'The cause is right.'],
  ['correct', 'Correct', 'It was something else.'],
  ['false-alarm', 'Harmless', 'These lines mean nothing.'],
];

interface TeachProps {
  batch: BatchDetail;
  report: Report;
}

/** What an engineer found out: the next batch with these lines knows it. */
export function Teach({ batch, report }: TeachProps) {
  const path = apiPath(`/batches/${batch.batchId}/resolution`);
  const { data, again } = useAsked<{ lessons: LessonItem[] }>(mayTeach() ? apiPath('/resolutions') : undefined);
  const lesson = data?.lessons.find(({ batchId }) => batchId === batch.batchId);
  const chosen = teaching.value;
  useEffect(
    () => () => {
      teaching.value = undefined;
    },
    [],
  );
  if (!mayTeach()) return null;
  const choose = (resolution: Resolution) => {
    teaching.value = chosen?.resolution === resolution ? undefined : { resolution, lines: [], cause: '' };
  };
  return (
    <section class="section teach" aria-labelledby="teach">
      <h2 id="teach">Was it that?</h2>
      {lesson && <Taught lesson={lesson} onChanged={again} />}
      <fieldset class="buttons" aria-label="What you found out">
        {CHOICES.map(([name, label, hint]) => (
          <button
            key={name}
            type="button"
            title={hint}
            aria-pressed={chosen?.resolution === name}
            disabled={name === 'confirm' && !report.hypotheses.some(({ status }) => status === 'leading')}
            onClick={() => choose(name)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {chosen && (
        <TeachForm
          key={`${chosen.resolution}${chosen.cause}`}
          path={path}
          report={report}
          chosen={chosen}
          version={lesson?.version ?? 0}
          onTaught={() => {
            teaching.value = undefined;
            again();
          }}
        />
      )}
    </section>
  );
}

interface FormProps {
  path: string;
  report: Report;
  chosen: Teaching;
  version: number;
  onTaught: () => void;
}

const NAME = 'argus-person';

function TeachForm({ chosen, onTaught, path, report, version }: FormProps) {
  const { cause, lines: picked, resolution } = chosen;
  const [error, setError] = useState<Error>();
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(said.get(name) ?? '').trim();
    localStorage.setItem(NAME, text('by'));
    const lines = resolution === 'false-alarm' ? { not: picked } : { evidence: picked };
    const body = {
      resolution,
      by: text('by'),
      ...(text('cause') && { cause: text('cause') }),
      ...(text('why') && { why: text('why') }),
      ...(picked.length > 0 && lines),
      ...(version > 0 && { version }),
    };
    postJson(path, body).then(onTaught, setError);
  };
  return (
    <form class="teach-form" onSubmit={send}>
      {resolution === 'correct' && (
        <label class="field">
          <span>The cause</span>
          <input name="cause" required minLength={8} maxLength={140} defaultValue={cause} />
        </label>
      )}
      <Lines chosen={chosen} report={report} />
      <label class="field">
        <span>Why</span>
        <input name="why" maxLength={500} placeholder="what you saw" />
      </label>
      <label class="field">
        <span>Your name</span>
        <input name="by" required maxLength={80} defaultValue={localStorage.getItem(NAME) ?? ''} />
      </label>
      {error && <Trouble error={error instanceof ApiTrouble ? error : new Error('It could not be sent.')} />}
      <button type="submit" class="primary">
        Teach
      </button>
    </form>
  );
}

/** Which lines of the report are meant. */
function Lines({ chosen, report }: Pick<FormProps, 'chosen' | 'report'>) {
  const { lines: picked, resolution } = chosen;
  const toggle = (id: string) => {
    const lines = picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id].slice(0, 12);
    teaching.value = { ...chosen, lines };
  };
  return (
    <fieldset>
      <legend>{resolution === 'false-alarm' ? 'Harmless lines' : 'Lines that show it'}</legend>
      <p class="soft small">None chosen: those of the leading cause.</p>
      <div class="picks">
        {report.evidence
          .filter(({ quote }) => quote !== null)
          .map(({ id, text }) => (
            <label key={id} class="pick">
              <input type="checkbox" checked={picked.includes(id)} onChange={() => toggle(id)} />
              <span class="chip chip-still">{id}</span> <span class="small">{text}</span>
            </label>
          ))}
      </div>
    </fieldset>
  );
}
