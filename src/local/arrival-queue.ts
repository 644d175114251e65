import type { FolderStoreOptions } from './folder-object-store.ts';

/** The part of S3's "Object Created" event (through EventBridge) that anybody reads. */
export interface ObjectCreatedEvent {
  source: 'aws.s3';
  'detail-type': 'Object Created';
  detail: { bucket: { name: string }; object: { key: string; size: number }; reason: 'PutObject' };
}

export interface ArrivalQueue {
  onCreated: NonNullable<FolderStoreOptions['onCreated']>;
  /** Resolves when everything that arrived so far was delivered or given up. */
  drain(): Promise<void>;
}

/** Deliveries at once: enough to keep the table busy, few enough to leave it time for the API. */
const DELIVERIES_AT_ONCE = 8;
const ATTEMPTS = 3;

/**
 * Delivers "Object Created" events for uploads as EventBridge does: at least once, in no order, a few attempts. What is
 * lost with the process is found by the sweep at the next start.
 */
export function arrivalQueue(deliver: (event: ObjectCreatedEvent) => Promise<unknown>): ArrivalQueue {
  const waiting: ObjectCreatedEvent[] = [];
  const running = new Set<Promise<void>>();
  const work = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) await deliverWithRetries(deliver, event);
  };
  const spawn = () => {
    const worker: Promise<void> = work().finally(() => running.delete(worker));
    running.add(worker);
  };
  return {
    onCreated({ key, sizeBytes }) {
      if (!key.startsWith('raw/')) return;
      waiting.push(objectCreated(key, sizeBytes));
      if (running.size < DELIVERIES_AT_ONCE) spawn();
    },
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function deliverWithRetries(deliver: (event: ObjectCreatedEvent) => Promise<unknown>, event: ObjectCreatedEvent) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isDelivered = await deliver(event).then(
      () => true,
      () => false,
    );
    if (isDelivered) return;
  }
}

const objectCreated = (key: string, size: number): ObjectCreatedEvent => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'local' }, object: { key, size }, reason: 'PutObject' },
});
