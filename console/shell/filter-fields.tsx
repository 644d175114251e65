import { useLayoutEffect, useState } from 'preact/hooks';
import { place, setParams } from '../url/location.ts';

interface FieldProps {
  /** Of the filter in the address. */
  name: string;
  label: string;
  onChoose?: (name: string, value: string) => void;
}

const choose = (name: string, value: string): void => setParams({ [name]: value });

/** Words to filter by: they hold as soon as they are entered, and stay as they are typed while the page around them moves on. */
export function SearchField({ label, name, onChoose = choose, options }: FieldProps & { options?: string[] }) {
  const value = place.value.params[name] ?? '';
  const [typed, setTyped] = useState(value);
  useLayoutEffect(() => setTyped(value), [value]);
  return (
    <>
      <input
        type="search"
        name={name}
        class={`filter-${name}`}
        list={options && `${name}-options`}
        aria-label={label}
        placeholder={label}
        spellcheck={false}
        autocomplete="off"
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onChange={({ currentTarget }) => onChoose(name, currentTarget.value.trim())}
      />
      {options && (
        <datalist id={`${name}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </>
  );
}

interface ChoiceProps extends FieldProps {
  /** What each is called where that is not what it is. */
  options: readonly (string | readonly [string, string])[];
  /** What no choice is called, where that is not the label. */
  none?: string;
}

export function ChoiceField({ label, name, none = label, onChoose = choose, options }: ChoiceProps) {
  const value = place.value.params[name] ?? '';
  return (
    <select
      name={name}
      aria-label={label}
      class={value ? 'is-set' : ''}
      value={value}
      onChange={({ currentTarget }) => onChoose(name, currentTarget.value)}
    >
      <option value="">{none}</option>
      {options
        .map((option) => (typeof option === 'string' ? ([option, option] as const) : option))
        .map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
    </select>
  );
}
