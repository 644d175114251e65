import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RecordPage } from '#src/api/record-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';
import { setParams } from '../url/location.ts';
import { append, cursorsOf, EMPTY, indexOf, type LineWindow, openAt, placeOf, prepend } from './line-window.ts';
import type { Wish } from './wish.ts';

const PAGE = 200;
const AROUND = 100;

export interface Lines {
  window: LineWindow;
  /** Of the window, which row the address names; -1 where none. */
  here: number;
  isLoading: boolean;
  error: Error | undefined;
  /** Rows that came in front of what is shown: the view moves by as many, so that nothing jumps. */
  load(direction: 'next' | 'previous'): Promise<number>;
  /** Shows the last ones. */
  toEnd(): void;
  again(): void;
}

interface Asked {
  batchId: string;
  wish: Wish;
  /** `E3`, or `FILE:OFFSET`; undefined: from the first on. */
  at: string | undefined;
  member: string | undefined;
}

/** The records of a batch as a window that moves: from a place on, or from the first that fits. */
export function useLines({ at, batchId, member, wish }: Asked): Lines {
  const [state, setState] = useState<{ key?: string; window: LineWindow; here: number; error?: Error }>({
    window: EMPTY,
    here: -1,
  });
  const [round, setRound] = useState(0);
  const key = JSON.stringify([batchId, wish, at, member, round]);
  const current = useRef(key);
  current.current = key;
  const path = `/batches/${batchId}/records`;
  useEffect(() => {
    const known = at === undefined ? -1 : indexOf(state.window, at, member ?? null);
    if (known >= 0 && sameWish(state.key, key)) {
      setState({ ...state, key, here: known });
      return;
    }
    const controller = new AbortController();
    openWindow(path, { at, member, wish }, controller.signal).then(
      (opened) => setState({ key, ...opened }),
      (error: Error) => controller.signal.aborted || setState((last) => ({ ...last, key, error })),
    );
    return () => controller.abort();
  }, [key]);
  const load = useCallback(
    async (direction: 'next' | 'previous'): Promise<number> => {
      const cursor = cursorsOf(state.window)[direction];
      if (cursor === null) return 0;
      const asked = current.current;
      const page = await askJson<RecordPage>(apiPath(path, { ...wish, cursor, limit: PAGE }));
      if (current.current !== asked) return 0;
      const grow = direction === 'next' ? append : prepend;
      const window = grow(state.window, page);
      const moved =
        direction === 'previous'
          ? page.records.length
          : window.records.length - state.window.records.length - page.records.length;
      setState((last) => ({ ...last, window, here: last.here < 0 ? -1 : last.here + moved }));
      return moved;
    },
    [state.window, path, wish],
  );
  const toEnd = useCallback(() => {
    const [cursor, asked] = [state.window.pages[0]?.last, current.current];
    if (cursor === undefined) return;
    void askJson<RecordPage>(apiPath(path, { ...wish, cursor, limit: PAGE })).then((page) => {
      const record = page.records.at(-1);
      if (current.current !== asked || !record) return;
      setState((last) => ({ ...last, window: openAt(page) }));
      setParams({ at: placeOf(record), member: record.member ?? undefined });
    });
  }, [state.window, path, wish]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  return {
    window: state.window,
    here: state.here,
    isLoading: state.key !== key,
    error: state.error,
    load,
    toEnd,
    again,
  };
}

async function openWindow(path: string, { at, member, wish }: Omit<Asked, 'batchId'>, signal: AbortSignal) {
  const params = at === undefined ? { ...wish, limit: PAGE } : { ...wish, at, member, around: AROUND };
  const page = await askJson<RecordPage>(apiPath(path, params), { signal });
  return { window: openAt(page), here: page.here ?? -1 };
}

/** Whether two keys differ in nothing but the place. */
function sameWish(a: string | undefined, b: string): boolean {
  if (a === undefined) return false;
  const [first, second] = [JSON.parse(a), JSON.parse(b)];
  return first[0] === second[0] && JSON.stringify(first[1]) === JSON.stringify(second[1]) && first[4] === second[4];
}
