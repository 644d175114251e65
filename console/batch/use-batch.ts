import { useEffect, useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { batchInView } from '../shell/batch-in-view.ts';
import { followBatch } from './follow.ts';
import { type LiveBatch, NOTHING_YET, withEvent } from './live-batch.ts';

export interface WatchedBatch {
  batch: BatchDetail | undefined;
  live: LiveBatch;
  /** False while the stream is broken: what is shown may be old. */
  isOpen: boolean;
  error: Error | undefined;
  again: () => void;
}

/** A batch, and what happens to it while it is looked at. */
export function useBatch(batchId: string): WatchedBatch {
  const { data: batch, error, again } = useAsked<BatchDetail>(apiPath(`/batches/${batchId}`));
  const [live, setLive] = useState(NOTHING_YET);
  const [isOpen, setOpen] = useState(true);
  useEffect(() => {
    setLive(NOTHING_YET);
    return followBatch({
      batchId,
      onEvent: (event) => setLive((last) => withEvent(last, event)),
      onOpen: setOpen,
    });
  }, [batchId]);
  useEffect(() => {
    if (live.state !== '' && live.state !== batch?.state) again();
  }, [live.state, live.isDone]);
  useEffect(() => {
    batchInView.value = batch;
  }, [batch]);
  const isOver = batch !== undefined && isEnd(batch.state);
  return { batch, live, isOpen: isOpen || isOver, error, again };
}
