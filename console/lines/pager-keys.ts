import { useMemo } from 'preact/hooks';
import type { Report } from '#src/report/report.ts';
import { focusSearch, useKeys } from '../shell/keys.ts';
import { place, setParams } from '../url/location.ts';
import { placeOf } from './line-window.ts';
import type { Lines } from './use-lines.ts';

interface Pager {
  lines: Lines;
  box: { current: HTMLDivElement | null };
  rowPx: number;
  evidence: Report['evidence'];
}

/** The keys of `less`. */
export function usePagerKeys({ box, evidence, lines, rowPx }: Pager): void {
  const keys = useMemo(() => {
    const { records } = lines.window;
    const choose = (at: number) => {
      const record = records[Math.max(0, Math.min(records.length - 1, at))];
      if (record) setParams({ at: placeOf(record), member: record.member ?? undefined });
    };
    const line = (by: number) => {
      const top = Math.ceil((box.current?.scrollTop ?? 0) / rowPx);
      choose(lines.here < 0 ? top : lines.here + by);
    };
    const page = (by: number) => box.current?.scrollBy(0, by * ((box.current?.clientHeight ?? 0) - rowPx));
    const next = (by: number) => {
      const id = nextEvidence(evidence, by);
      if (id) setParams({ at: id, member: undefined });
    };
    const down = () => line(1);
    const up = () => line(-1);
    return {
      j: down,
      ArrowDown: down,
      k: up,
      ArrowUp: up,
      ' ': (event: KeyboardEvent) => page(event.shiftKey ? -1 : 1),
      f: () => page(1),
      PageDown: () => page(1),
      d: () => page(0.5),
      u: () => page(-1),
      PageUp: () => page(-1),
      g: () => {
        lines.toStart();
        box.current?.scrollTo(0, 0);
      },
      G: () => void lines.toEnd(),
      n: () => next(1),
      N: () => next(-1),
      y: () => void navigator.clipboard?.writeText(window.location.href),
      '/': focusSearch,
    };
  }, [lines, box, rowPx, evidence]);
  useKeys(keys);
}

/** Evidence in the order of the report; from wherever the reader is. */
function nextEvidence(evidence: Report['evidence'], by: number): string | undefined {
  const quoted = evidence.filter(({ quote }) => quote !== null);
  const at = place.value.params['at'] ?? '';
  const now = quoted.findIndex(
    ({ id, quote }) => id === at || `${quote?.pointer.file}:${quote?.pointer.offset}` === at,
  );
  const next = now < 0 ? (by > 0 ? 0 : quoted.length - 1) : (now + by + quoted.length) % quoted.length;
  return quoted[next]?.id;
}
