import { BATCH_STATES } from '#src/batch/states.ts';
import { ChoiceField, SearchField } from '../shell/filter-fields.tsx';

/** What the API filters by, of all that stands in the address. */
const ASKED = ['vehicleId', 'status', 'platform', 'firmware', 'verdict'] as const;

export const asked = (params: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(ASKED.flatMap((name) => (params[name] ? [[name, params[name]]] : [])));

const VERDICTS = ['CONFIRMED', 'LIKELY', 'INCONCLUSIVE'];

export const BatchFilters = () => (
  <search class="filters" aria-label="Filter batches">
    <SearchField name="vehicleId" label="Vehicle" />
    <SearchField name="platform" label="Platform" />
    <SearchField name="firmware" label="Firmware" />
    <ChoiceField name="status" label="State" none="Any state" options={BATCH_STATES} />
    <ChoiceField name="verdict" label="Verdict" none="Any verdict" options={VERDICTS} />
  </search>
);
