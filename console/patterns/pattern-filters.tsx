import { ChoiceField, SearchField } from '../shell/filter-fields.tsx';

const STATES = ['new', 'shifted', 'gone', 'same'];
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose'];
const SORTS: readonly [string, string][] = [
  ['first', 'Earliest first'],
  ['failure', 'Worst words first'],
];

export const PatternFilters = ({ hasOther }: { hasOther: boolean }) => (
  <search class="filters" aria-label="Filter patterns">
    <SearchField name="text" label="Words" />
    <SearchField name="ecu" label="ECU" />
    <ChoiceField name="level" label="Any level" options={LEVELS} />
    <ChoiceField name="sort" label="Most often first" options={SORTS} />
    <SearchField name="compareTo" label="Good batch (id)" />
    {hasOther && <ChoiceField name="state" label="New, shifted, gone" options={STATES} />}
  </search>
);
