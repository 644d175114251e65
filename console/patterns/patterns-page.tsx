import { useMemo, useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { FaultPage, TemplatePage } from '#src/api/evidence-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import type { WatchedBatch } from '../batch/use-batch.ts';
import { count } from '../format/numbers.ts';
import { focusSearch, useKeys } from '../shell/keys.ts';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { batchPlace, href, place } from '../url/location.ts';
import { CodeMatrix } from './code-matrix.tsx';
import { PatternFilters } from './pattern-filters.tsx';
import { PatternTable } from './pattern-table.tsx';

const ASKED = ['ecu', 'app', 'level', 'text', 'compareTo', 'state', 'sort'] as const;
const PAGE = 100;
const KEYS = { '/': focusSearch };

/** What kinds of lines there are, how often and when; and which codes stand on which ECU. */
export function PatternsPage({ batch }: { batch: BatchDetail; watched: WatchedBatch }) {
  const { params } = place.value;
  const asked = Object.fromEntries(ASKED.map((name) => [name, params[name]]));
  const path = apiPath(`/batches/${batch.batchId}/templates`, { ...asked, limit: PAGE });
  const first = useAsked<TemplatePage>(path);
  const { data: faults } = useAsked<FaultPage>(apiPath(`/batches/${batch.batchId}/faults`, { limit: 500 }));
  const more = useMore(path, first.data);
  const templates = useMemo(() => [...(first.data?.templates ?? []), ...more.templates], [first.data, more.templates]);
  useKeys(KEYS);
  const against = first.data?.comparedWith;
  return (
    <>
      <h1 class="sr">Patterns</h1>
      {faults && <CodeMatrix batchId={batch.batchId} faults={faults.faults} />}
      <PatternFilters hasOther={Boolean(against)} />
      {first.data && (
        <p class="soft small num patterns-sum">
          {count(first.data.total)} patterns, {count(first.data.records)} records, {count(first.data.unmatched)} of no
          pattern
          {against ? (
            <>
              {', against '}
              <a href={href(batchPlace(against.batchId, 'report'))}>a good batch</a> of {count(against.records)}
            </>
          ) : (
            '. No good batch is chosen to compare with.'
          )}
        </p>
      )}
      {first.error && <Trouble error={first.error} again={first.again} />}
      {!first.data && !first.error && <Loading what="patterns" lines={10} />}
      {first.data && templates.length === 0 && <Empty title="No pattern fits these filters" />}
      {templates.length > 0 && <PatternTable batchId={batch.batchId} templates={templates} />}
      {more.cursor !== null && (
        <button type="button" class="more" onClick={more.load}>
          More patterns
        </button>
      )}
    </>
  );
}

function useMore(path: string, first: TemplatePage | undefined) {
  const [more, setMore] = useState<{ path: string; templates: TemplatePage['templates']; cursor: string | null }>();
  const own = more?.path === path ? more : undefined;
  const cursor = own ? own.cursor : (first?.cursor ?? null);
  const load = () => {
    if (cursor === null) return;
    void askJson<TemplatePage>(apiPath(path, { cursor })).then((page) =>
      setMore({ path, templates: [...(own?.templates ?? []), ...page.templates], cursor: page.cursor }),
    );
  };
  return { templates: own?.templates ?? NONE, cursor, load };
}

const NONE: TemplatePage['templates'] = [];
