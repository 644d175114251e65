import { expect, test } from 'vitest';
import { arrivalQueue, type ObjectCreatedEvent } from '#src/local/arrival-queue.ts';

const keysOf = (events: ObjectCreatedEvent[]) => events.map(({ detail }) => detail.object.key);

test('what arrives during a delivery is delivered together', async () => {
  const deliveries: string[][] = [];
  const queue = arrivalQueue(async (events) => void deliveries.push(keysOf(events)));
  for (const key of ['raw/a', 'raw/b', 'raw/c']) queue.onCreated({ key, sizeBytes: 1 });
  await queue.drain();
  expect(deliveries).toEqual([['raw/a'], ['raw/b', 'raw/c']]);
});

test('objects outside raw/ are not announced', async () => {
  const deliveries: string[][] = [];
  const queue = arrivalQueue(async (events) => void deliveries.push(keysOf(events)));
  queue.onCreated({ key: 'work/a', sizeBytes: 1 });
  await queue.drain();
  expect(deliveries).toEqual([]);
});

test('a delivery that fails is tried again, and given up after three attempts', async () => {
  const deliveries: string[][] = [];
  const queue = arrivalQueue(async (events) => {
    deliveries.push(keysOf(events));
    throw new RangeError('not now');
  });
  queue.onCreated({ key: 'raw/a', sizeBytes: 1 });
  await queue.drain();
  expect(deliveries).toEqual([['raw/a'], ['raw/a'], ['raw/a']]);
  queue.onCreated({ key: 'raw/b', sizeBytes: 1 });
  await queue.drain();
  expect(deliveries).toHaveLength(6);
});
