import { useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { LessonItem } from '#src/api/resolution-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { ApiTrouble, apiPath, postJson } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { Trouble } from '../shell/states.tsx';
import { place } from '../url/location.ts';
import { credentialOf } from '../url/place.ts';
import { Taught } from './taught.tsx';

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
  // Who holds a link reads: teaching is for those who sign.
  const mayTeach = Object.keys(credentialOf(place.value)).length === 0;
  const { data, again } = useAsked<{ lessons: LessonItem[] }>(mayTeach ? apiPath('/resolutions') : undefined);
  const lesson = data?.lessons.find(({ batchId }) => batchId === batch.batchId);
  const [chosen, setChosen] = useState<Resolution>();
  if (!mayTeach) return null;
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
            aria-pressed={chosen === name}
            disabled={name === 'confirm' && !report.hypotheses.some(({ status }) => status === 'leading')}
            onClick={() => setChosen(chosen === name ? undefined : name)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {chosen && (
        <TeachForm
          key={chosen}
          path={path}
          report={report}
          resolution={chosen}
          version={lesson?.version ?? 0}
          onTaught={() => {
            setChosen(undefined);
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
  resolution: Resolution;
  version: number;
  onTaught: () => void;
}

const NAME = 'argus-person';

function TeachForm({ onTaught, path, report, resolution, version }: FormProps) {
  const [error, setError] = useState<Error>();
  const [picked, setPicked] = useState<string[]>([]);
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
  const toggle = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((each) => each !== id) : [...picked, id].slice(0, 12));
  return (
    <form class="teach-form" onSubmit={send}>
      {resolution === 'correct' && (
        <label class="field">
          <span>The cause</span>
          <input name="cause" required minLength={8} maxLength={140} />
        </label>
      )}
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
