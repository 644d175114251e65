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

/** What waited while the last delivery was on its way is delivered together: a flood of small files costs few writes. */
const MAX_EVENTS_PER_DELIVERY = 1_000;
const ATTEMPTS = 3;

/**
 * Delivers "Object Created" events for uploads as EventBridge and a queue do: at least once, in no order, a few attempts.
 * What is lost nevertheless is found by a sweep: `onLost` may ask for one; what dies with the process waits for the next start.
 */
export function arrivalQueue(
  deliver: (events: ObjectCreatedEvent[]) => Promise<unknown>,
  onLost: () => void = () => {},
): ArrivalQueue {
  const waiting: ObjectCreatedEvent[] = [];
  let working: Promise<void> | undefined;
  const work = async () => {
    while (waiting.length > 0) {
      if (!(await deliverWithRetries(deliver, waiting.splice(0, MAX_EVENTS_PER_DELIVERY)))) onLost();
    }
    working = undefined;
  };
  return {
    onCreated({ key, sizeBytes }) {
      if (!key.startsWith('raw/')) return;
      waiting.push(objectCreated(key, sizeBytes));
      working ??= work();
    },
    drain: async () => working,
  };
}

async function deliverWithRetries(
  deliver: (events: ObjectCreatedEvent[]) => Promise<unknown>,
  events: ObjectCreatedEvent[],
): Promise<boolean> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isDelivered = await deliver(events).then(
      () => true,
      () => false,
    );
    if (isDelivered) return true;
  }
  return false;
}

const objectCreated = (key: string, size: number): ObjectCreatedEvent => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'local' }, object: { key, size }, reason: 'PutObject' },
});
