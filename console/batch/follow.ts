import { apiPath } from '../api/client.ts';

export interface StreamEvent {
  type: string;
  // biome-ignore lint/suspicious/noExplicitAny: events differ by type; whoever handles one knows its shape
  data: any;
}

export interface Following {
  batchId: string;
  onEvent(event: StreamEvent): void;
  /** Whether the stream is open: a reader is told when what he sees may be old. */
  onOpen(isOpen: boolean): void;
}

const TYPES = ['status', 'progress', 'claim', 'report', 'reset', 'done'] as const;
const RETRY_MS = 2_000;

/**
 * Follows a batch until it is done. A break is the browser's to mend, by `Last-Event-ID`; where it gives up (the server
 * answered, but not with a stream), the same is asked for again behind the last event that came. Returns what ends it.
 */
export function followBatch({ batchId, onEvent, onOpen }: Following): () => void {
  let lastEventId = '';
  let isDone = false;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(apiPath(`/batches/${batchId}/diagnosis`, { lastEventId }));
    source.onopen = () => onOpen(true);
    source.onerror = () => {
      onOpen(false);
      if (isDone || source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, RETRY_MS);
    };
    for (const type of TYPES) source.addEventListener(type, take);
  };
  const take = (event: MessageEvent<string>) => {
    lastEventId = event.lastEventId || lastEventId;
    if (event.type === 'done') {
      isDone = true;
      source?.close();
    }
    onEvent({ type: event.type, data: JSON.parse(event.data) });
  };
  const close = () => {
    isDone = true;
    clearTimeout(retry);
    source?.close();
  };
  connect();
  return close;
}
