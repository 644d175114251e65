import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { place, setParams } from '../url/location.ts';
import type { Wish } from './wish.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'];

interface FiltersProps {
  batch: BatchDetail;
  wish: Wish;
  report: Report | undefined;
}

/** A filter that changes leaves the line that was chosen: it need not fit any more. */
const choose = (name: string, value: string): void =>
  setParams({ [name]: value.trim(), at: undefined, member: undefined });

export function LineFilters({ report, wish }: FiltersProps) {
  const files = (report?.files ?? []).filter(({ records }) => records > 0);
  const ecus = [...new Set((report?.boots ?? []).map(({ ecu }) => ecu))].filter(Boolean);
  return (
    <search class="filters line-filters" aria-label="Filter lines">
      <Text name="text" label="Words" wish={wish} />
      <Text name="ecu" label="ECU" wish={wish} options={ecus} />
      <Text name="app" label="App" wish={wish} />
      <Text name="context" label="Context" wish={wish} />
      <Choice name="level" label="Any level" wish={wish} options={LEVELS.map((level) => [level, level])} />
      <Choice
        name="file"
        label="All files"
        wish={wish}
        options={files.map(({ index, name }) => [String(index), name])}
      />
      <Moments wish={wish} />
      <Templates wish={wish} />
    </search>
  );
}

interface FieldProps {
  name: string;
  label: string;
  wish: Wish;
}

function Text({ label, name, options, wish }: FieldProps & { options?: string[] }) {
  return (
    <>
      <input
        type="search"
        name={name}
        class={`filter-${name}`}
        list={`${name}-options`}
        aria-label={label}
        placeholder={label}
        spellcheck={false}
        autocomplete="off"
        value={wish[name] ?? ''}
        onChange={({ currentTarget }) => choose(name, currentTarget.value)}
      />
      <datalist id={`${name}-options`}>
        {(options ?? []).map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </>
  );
}

function Choice({ label, name, options, wish }: FieldProps & { options: readonly (readonly [string, string])[] }) {
  return (
    <select
      name={name}
      aria-label={label}
      class={wish[name] ? 'is-set' : ''}
      value={wish[name] ?? ''}
      onChange={({ currentTarget }) => choose(name, currentTarget.value)}
    >
      <option value="">{label}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A range of time comes from the timeline, and is taken away here. */
function Moments({ wish }: { wish: Wish }) {
  if (!wish['from'] && !wish['to']) return null;
  const text = (value: string | undefined): string =>
    value === undefined
      ? '…'
      : new Date(/^\d+$/.test(value) ? Number(value) / 1_000 : value).toISOString().slice(11, 23);
  return (
    <Token
      label={`${text(wish['from'])} – ${text(wish['to'])}`}
      onRemove={() => setParams({ from: undefined, to: undefined, at: undefined })}
    />
  );
}

function Templates({ wish }: { wish: Wish }) {
  const { params } = place.value;
  return (
    <>
      {(['template', 'notTemplate'] as const).map((name) =>
        wish[name] ? (
          <Token
            key={name}
            label={`${name === 'template' ? 'only' : 'without'} ${(params[name] ?? '').split(',').length} pattern${(params[name] ?? '').includes(',') ? 's' : ''}`}
            onRemove={() => choose(name, '')}
          />
        ) : null,
      )}
    </>
  );
}

function Token({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" class="token num" onClick={onRemove} aria-label={`Remove the filter ${label}`}>
      {label} <span aria-hidden="true">×</span>
    </button>
  );
}
