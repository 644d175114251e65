import type { BatchDetail, BatchListPage } from '#src/api/batch-schemas.ts';
import type { TemplatePage } from '#src/api/evidence-schemas.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { firmwareText } from '../batches/batch-row.tsx';
import { count } from '../format/numbers.ts';
import { PatternTable } from '../patterns/pattern-table.tsx';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { place, setParams } from '../url/location.ts';
import { Sides } from './side.tsx';

/** Two batches side by side: what became of each, how long its steps took, what only one of them says. */
export function ComparePage() {
  const { bad = '', good = '' } = place.value.params;
  const { data } = useAsked<BatchListPage>(apiPath('/batches', { limit: 100 }));
  const batches = data?.batches ?? [];
  return (
    <main class="page">
      <h1 class="sr">Compare two batches</h1>
      <div class="compare-pick">
        <Pick name="bad" label="The batch in question" value={bad} batches={batches} />
        <Pick name="good" label="A batch that went well" value={good} batches={batches} />
      </div>
      {bad && good ? (
        <>
          <Sides bad={bad} good={good} />
          <Difference bad={bad} good={good} />
        </>
      ) : (
        <Empty title="Choose two batches">The same update on two vehicles, or before and after it, tells most.</Empty>
      )}
    </main>
  );
}

interface PickProps {
  name: string;
  label: string;
  value: string;
  batches: BatchListPage['batches'];
}

function Pick({ batches, label, name, value }: PickProps) {
  const isKnown = value === '' || batches.some(({ batchId }) => batchId === value);
  return (
    <label class="field">
      <span>{label}</span>
      <select
        name={name}
        value={value}
        class={value ? 'is-set' : ''}
        onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value })}
      >
        <option value="">Choose …</option>
        {!isKnown && <option value={value}>{value}</option>}
        {batches.map((batch) => (
          <option key={batch.batchId} value={batch.batchId}>
            {nameOf(batch)}
          </option>
        ))}
      </select>
    </label>
  );
}

const nameOf = ({
  createdAt,
  firmware,
  headline,
  state,
  vehicleId,
}: BatchListPage['batches'][number] | BatchDetail): string =>
  [
    vehicleId,
    firmware && firmwareText(firmware),
    createdAt.slice(0, 16).replace('T', ' '),
    (headline ?? state).slice(0, 60),
  ]
    .filter(Boolean)
    .join(' · ');

const STATES = ['new', 'shifted', 'gone'] as const;
const MEANS = {
  new: 'Only in the batch in question',
  shifted: 'Much more or much less often',
  gone: 'Only in the batch that went well',
};

function Difference({ bad, good }: { bad: string; good: string }) {
  return (
    <>
      {STATES.map((state) => (
        <Patterns key={state} bad={bad} good={good} state={state} />
      ))}
    </>
  );
}

function Patterns({ bad, good, state }: { bad: string; good: string; state: (typeof STATES)[number] }) {
  const path = apiPath(`/batches/${bad}/templates`, {
    compareTo: good,
    state,
    sort: state === 'new' ? 'failure' : 'count',
    limit: 50,
  });
  const { data, error, again } = useAsked<TemplatePage>(path);
  return (
    <section class="section">
      <h2>
        {MEANS[state]} {data && <span class="soft num">{count(data.total)}</span>}
      </h2>
      {error && <Trouble error={error} again={again} />}
      {!data && !error && <Loading what="patterns" lines={3} />}
      {data && data.templates.length === 0 && <p class="soft">None.</p>}
      {data && data.templates.length > 0 && (
        <PatternTable label={MEANS[state]} batchId={state === 'gone' ? good : bad} templates={data.templates} />
      )}
    </section>
  );
}
