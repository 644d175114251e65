import { useCallback, useEffect, useState } from 'preact/hooks';
import { askJson } from './client.ts';

export interface Asked<T> {
  /** Of the last answer that was good: shown on while the next one is asked for. */
  data: T | undefined;
  error: Error | undefined;
  /** While an answer is on its way. */
  isLoading: boolean;
  again: () => void;
}

/** Asks the API for `path` and again whenever it changes; undefined asks nothing. An answer that comes too late is dropped. */
export function useAsked<T>(path: string | undefined): Asked<T> {
  const [answer, setAnswer] = useState<{ path?: string; round?: number; data?: T; error?: Error }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === undefined) return;
    const controller = new AbortController();
    askJson<T>(path, { signal: controller.signal }).then(
      (data) => setAnswer({ path, round, data }),
      (error: Error) => {
        if (!controller.signal.aborted) setAnswer((last) => ({ ...last, path, round, error }));
      },
    );
    return () => controller.abort();
  }, [path, round]);
  const again = useCallback(() => setRound((last) => last + 1), []);
  const isLoading = path !== undefined && (answer.path !== path || answer.round !== round);
  return { data: answer.data, error: answer.error, isLoading, again };
}
