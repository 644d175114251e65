import { useEffect, useRef, useState } from 'preact/hooks';
import type { CountPage } from '#src/api/evidence-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';
import { around, type Range, serves } from './range.ts';

/** While a reader moves, nothing is asked: what is there is drawn, and refined when he rests. */
const REST_MS = 120;
const MOST_BINS = 2_000;

export interface Counts {
  page: CountPage | undefined;
  error: Error | undefined;
}

/** Counts of records for what is shown, in bins that the server makes: never more of them than a screen has columns. */
export function useCounts(batchId: string, range: Range | undefined, columns: number): Counts {
  const [counts, setCounts] = useState<Counts>({ page: undefined, error: undefined });
  const page = useRef<CountPage | undefined>(undefined);
  const [fromUs, toUs] = [range?.fromUs, range?.toUs];
  useEffect(() => {
    const wanted = fromUs !== undefined && toUs !== undefined ? { fromUs, toUs } : undefined;
    if (page.current && (!wanted || isServed(page.current, wanted, columns))) return;
    const controller = new AbortController();
    const timer = setTimeout(
      () => {
        askCounts(batchId, { wanted, extent: extentOf(page.current), columns, signal: controller.signal }).then(
          (answer) => {
            page.current = answer;
            setCounts({ page: answer, error: undefined });
          },
          (error: Error) => controller.signal.aborted || setCounts((last) => ({ ...last, error })),
        );
      },
      page.current ? REST_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [batchId, fromUs, toUs, columns]);
  return counts;
}

interface CountsAsked {
  wanted: Range | undefined;
  extent: Range | undefined;
  columns: number;
  signal: AbortSignal;
}

function askCounts(batchId: string, { columns, extent, signal, wanted }: CountsAsked): Promise<CountPage> {
  const whole = wanted && extent ? around(wanted, extent) : wanted;
  const times = whole ? { from: Math.floor(whole.fromUs), to: Math.ceil(whole.toUs) } : {};
  const bins = Math.max(1, Math.min(MOST_BINS, columns * (wanted ? 3 : 1)));
  return askJson<CountPage>(apiPath(`/batches/${batchId}/counts`, { ...times, bins }), { signal });
}

export function extentOf(page: CountPage | undefined): Range | undefined {
  const { fromUs = null, toUs = null } = page?.extent ?? {};
  return fromUs === null || toUs === null ? undefined : { fromUs, toUs: Math.max(toUs, fromUs + 1_000) };
}

function isServed({ binUs, extent, fromUs, toUs }: CountPage, range: Range, columns: number): boolean {
  if (fromUs === null || toUs === null || binUs === null) return true;
  const [least, most] = [extent.fromUs ?? fromUs, extent.toUs ?? toUs];
  const seen = { fromUs: Math.max(range.fromUs, least), toUs: Math.min(range.toUs, most) };
  return serves({ fromUs, toUs, binUs }, seen, columns);
}
