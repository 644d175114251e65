import { BATCH_STATES } from '#src/batch/states.ts';
import { place, setParams } from '../url/location.ts';

/** What the API filters by, of all that stands in the address. */
const ASKED = ['vehicleId', 'status', 'platform', 'firmware', 'verdict'] as const;

export const asked = (params: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(ASKED.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));

const VERDICTS = ['CONFIRMED', 'LIKELY', 'INCONCLUSIVE'];

export function BatchFilters() {
  const { params } = place.value;
  return (
    <search class="filters" aria-label="Filter batches">
      <Text name="vehicleId" label="Vehicle" value={params['vehicleId']} />
      <Text name="platform" label="Platform" value={params['platform']} />
      <Text name="firmware" label="Firmware" value={params['firmware']} />
      <Choice name="status" label="State" value={params['status']} options={BATCH_STATES} />
      <Choice name="verdict" label="Verdict" value={params['verdict']} options={VERDICTS} />
    </search>
  );
}

interface FilterProps {
  name: string;
  label: string;
  value: string | undefined;
}

function Text({ label, name, value = '' }: FilterProps) {
  return (
    <input
      type="search"
      name={name}
      aria-label={label}
      placeholder={label}
      value={value}
      spellcheck={false}
      autocomplete="off"
      onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value.trim() })}
    />
  );
}

function Choice({ label, name, options, value = '' }: FilterProps & { options: readonly string[] }) {
  return (
    <select
      name={name}
      aria-label={label}
      value={value}
      class={value ? 'is-set' : ''}
      onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value })}
    >
      <option value="">{`Any ${label.toLowerCase()}`}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}
