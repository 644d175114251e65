import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RecordPage } from '#src/api/record-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';
import { setParams } from '../url/location.ts';
import { append, cursorsOf, EMPTY, keyOf, type LineWindow, openAt, placeOf, prepend } from './line-window.ts';
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
  /** Shows the first ones, and no line as chosen. */
  toStart(): void;
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

/** What was opened, and what of it is held. */
interface Opened {
  /** Batch, filters and round: another one is another list. */
  list: string;
  /** The place that it was opened at, and the key of the record there. */
  at: string | undefined;
  record: string | undefined;
  window: LineWindow;
  error?: Error;
}

const NOTHING: Opened = { list: '', at: undefined, record: undefined, window: EMPTY };

/** The records of a batch as a window that moves: from a place on, or from the first that fits. */
export function useLines({ at, batchId, member, wish }: Asked): Lines {
  const [opened, setOpened] = useState(NOTHING);
  const [round, setRound] = useState(0);
  const list = JSON.stringify([batchId, wish, round]);
  const path = `/batches/${batchId}/records`;
  const here = hereOf(opened, at, member);
  const address = JSON.stringify([list, at, member]);
  const shown = useRef('');
  if (opened.list === list && !opened.error && isShown(opened, at, here)) shown.current = address;
  // Whoever reads on until the place that he came to is let go stays where he is.
  const isOpen = shown.current === address;
  const current = useRef({ address, list, window: opened.window });
  current.current = { address, list, window: opened.window };
  useEffect(() => {
    if (isOpen) return;
    const controller = new AbortController();
    // An answer may come between another address and the end of what was asked for this one.
    const isAsked = () => !controller.signal.aborted && current.current.address === address;
    openWindow(path, { at, member, wish }, controller.signal).then(
      (next) => isAsked() && setOpened({ list, ...next }),
      (error: Error) => isAsked() && setOpened((last) => ({ ...last, list, at, error })),
    );
    return () => controller.abort();
  }, [address]);
  const ask = useCallback(
    async (cursor: string): Promise<RecordPage | undefined> => {
      const asked = current.current.list;
      const page = await askJson<RecordPage>(apiPath(path, { ...wish, cursor, limit: PAGE }));
      return current.current.list === asked ? page : undefined;
    },
    [path, wish],
  );
  const load = useCallback(
    async (direction: 'next' | 'previous'): Promise<number> => {
      const cursor = cursorsOf(opened.window)[direction];
      const page = cursor === null ? undefined : await ask(cursor);
      // Whoever opened another window meanwhile keeps it.
      if (!page || current.current.window !== opened.window) return 0;
      const window = (direction === 'next' ? append : prepend)(opened.window, page);
      setOpened((last) => (last.window === opened.window ? { ...last, window } : last));
      if (direction === 'previous') return page.records.length;
      return window.records.length - opened.window.records.length - page.records.length;
    },
    [opened.window, ask],
  );
  const toStart = useCallback((): void => {
    setParams({ at: undefined, member: undefined });
    if (cursorsOf(opened.window).previous !== null) setRound((last) => last + 1);
  }, [opened.window]);
  const toEnd = useCallback(async (): Promise<void> => {
    const cursor = opened.window.pages[0]?.last;
    const page = cursor === undefined ? undefined : await ask(cursor);
    const record = page?.records.at(-1);
    if (!page || !record) return;
    setOpened({ list: current.current.list, at: placeOf(record), record: keyOf(record), window: openAt(page) });
    setParams({ at: placeOf(record), member: record.member ?? undefined });
  }, [opened.window, ask]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  const error = opened.list === list ? opened.error : undefined;
  return { window: opened.window, here, isLoading: !isOpen && !error, error, load, toStart, toEnd, again };
}

/** A line of the report stands where its window was opened; any other place may stand in any window. */
function hereOf({ at: openedAt, record, window }: Opened, at: string | undefined, member: string | undefined): number {
  if (at === undefined) return -1;
  if (at === openedAt) return window.records.findIndex((each) => keyOf(each) === record);
  return window.records.findIndex((each) => placeOf(each) === at && (member === undefined || each.member === member));
}

/** Whether the window that is held shows the place that is asked for; the first lines where none is. */
function isShown({ at: openedAt, window }: Opened, at: string | undefined, here: number): boolean {
  if (at === openedAt) return at !== undefined || cursorsOf(window).previous === null;
  return at !== undefined && here >= 0;
}

async function openWindow(path: string, { at, member, wish }: Omit<Asked, 'batchId'>, signal: AbortSignal) {
  const params = at === undefined ? { ...wish, limit: PAGE } : { ...wish, at, member, around: AROUND };
  const page = await askJson<RecordPage>(apiPath(path, params), { signal });
  const record = page.records[page.here ?? -1];
  return { at, record: record && keyOf(record), window: openAt(page) };
}
