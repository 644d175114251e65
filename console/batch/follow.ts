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
/** What is asked for again and again in vain is asked for less and less often. */
const RETRY_MS = 2_000;
const MOST_RETRY_MS = 30_000;
/** On AWS a stream ends every minute or two and is begun again at once: that is no loss. */
const GRACE_MS = 4_000;

/**
 * Follows a batch until it is done. A break is the browser's to mend, by `Last-Event-ID`; where it gives up (the server
 * answered, but not with a stream), the same is asked for again behind the last event that came. A network that goes away
 * leaves streams open that nothing comes by any more: they are closed at once, and begun again when it is back. Returns
 * what ends it.
 */
export function followBatch({ batchId, onEvent, onOpen }: Following): () => void {
  let lastEventId = '';
  let isDone = false;
  let failures = 0;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  const found = () => {
    failures = 0;
    clearTimeout(lost);
    lost = undefined;
    onOpen(true);
  };
  const connect = () => {
    source = new EventSource(apiPath(`/batches/${batchId}/diagnosis`, { lastEventId }));
    source.onopen = found;
    source.onerror = () => {
      lost ??= setTimeout(() => onOpen(false), GRACE_MS);
      if (isDone || source?.readyState !== EventSource.CLOSED) return;
      retry = setTimeout(connect, Math.min(MOST_RETRY_MS, RETRY_MS * 2 ** failures++));
    };
    for (const type of TYPES) source.addEventListener(type, take);
  };
  const take = (event: MessageEvent<string>) => {
    lastEventId = event.lastEventId || lastEventId;
    if (event.type === 'done') close();
    onEvent({ type: event.type, data: JSON.parse(event.data) });
  };
  const disconnect = () => {
    clearTimeout(retry);
    clearTimeout(lost);
    lost = undefined;
    source?.close();
  };
  const pause = () => {
    disconnect();
    onOpen(false);
  };
  const resume = () => {
    disconnect();
    connect();
  };
  const close = () => {
    isDone = true;
    disconnect();
    window.removeEventListener('offline', pause);
    window.removeEventListener('online', resume);
  };
  window.addEventListener('offline', pause);
  window.addEventListener('online', resume);
  connect();
  return close;
}
