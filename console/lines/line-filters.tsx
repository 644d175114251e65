import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { ChoiceField, SearchField } from '../shell/filter-fields.tsx';
import { place, setParams } from '../url/location.ts';
import type { Wish } from './wish.ts';

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'];

interface FiltersProps {
  batch: BatchDetail;
  wish: Wish;
  report: Report | undefined;
}

/** A filter that changes leaves the line that was chosen: it need not fit any more. */
const choose = (name: string, value: string): void => setParams({ [name]: value, at: undefined, member: undefined });

export function LineFilters({ report, wish }: FiltersProps) {
  const files = (report?.files ?? []).filter(({ records }) => records > 0);
  const ecus = [...new Set((report?.boots ?? []).map(({ ecu }) => ecu))].filter(Boolean);
  return (
    <search class="filters line-filters" aria-label="Filter lines">
      <SearchField name="text" label="Words" onChoose={choose} />
      <SearchField name="ecu" label="ECU" onChoose={choose} options={ecus} />
      <SearchField name="app" label="App" onChoose={choose} />
      <SearchField name="context" label="Context" onChoose={choose} />
      <ChoiceField name="level" label="Any level" onChoose={choose} options={LEVELS} />
      <ChoiceField
        name="file"
        label="All files"
        onChoose={choose}
        options={files.map(({ index, name }) => [String(index), name] as const)}
      />
      <Moments wish={wish} />
      <Templates wish={wish} />
    </search>
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
