import { place, setParams } from '../url/location.ts';

const STATES = ['new', 'shifted', 'gone', 'same'];
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'];
const SORTS: readonly [string, string][] = [
  ['count', 'Most often first'],
  ['first', 'Earliest first'],
  ['failure', 'Worst words first'],
];

export function PatternFilters({ hasOther }: { hasOther: boolean }) {
  const { params } = place.value;
  return (
    <search class="filters" aria-label="Filter patterns">
      <Text name="text" label="Words" value={params['text']} />
      <Text name="ecu" label="ECU" value={params['ecu']} />
      <Choice name="level" label="Any level" value={params['level']} options={LEVELS.map((level) => [level, level])} />
      <Choice name="sort" label="Most often first" value={params['sort']} options={SORTS.slice(1)} />
      <Text name="compareTo" label="Good batch (id)" value={params['compareTo']} />
      {hasOther && (
        <Choice
          name="state"
          label="New, shifted, gone"
          value={params['state']}
          options={STATES.map((state) => [state, state])}
        />
      )}
    </search>
  );
}

interface FieldProps {
  name: string;
  label: string;
  value: string | undefined;
}

const Text = ({ label, name, value = '' }: FieldProps) => (
  <input
    type="search"
    name={name}
    aria-label={label}
    placeholder={label}
    spellcheck={false}
    autocomplete="off"
    value={value}
    onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value.trim() })}
  />
);

const Choice = ({
  label,
  name,
  options,
  value = '',
}: FieldProps & { options: readonly (readonly [string, string])[] }) => (
  <select
    name={name}
    aria-label={label}
    class={value ? 'is-set' : ''}
    value={value}
    onChange={({ currentTarget }) => setParams({ [name]: currentTarget.value })}
  >
    <option value="">{label}</option>
    {options.map(([key, text]) => (
      <option key={key} value={key}>
        {text}
      </option>
    ))}
  </select>
);
