import type { Clock } from '#src/batch/ports.ts';
import { BatchTail } from './batch-tail.ts';
import type { StreamSettings } from './route.ts';
import type { TailReads } from './tail-reads.ts';

interface Following {
  reads: TailReads;
  clock: Clock;
  settings: StreamSettings;
  batchId: string;
  afterSeq: number;
}

/**
 * Follows one batch from the event after `afterSeq` until `done`. Stored events carry their sequence number as `id:` and come
 * in order, each once. Counts that nobody stores come as `progress` without an id: a reconnect neither misses nor repeats
 * anything that has one. Reads only: any number of viewers may follow, come and go.
 */
export function followBatch(following: Following): AsyncGenerator<string, void> {
  return wokenToEnd((left) => frames(following, left));
}

async function* frames(following: Following, left: AbortSignal): AsyncGenerator<string, void> {
  const { clock, settings } = following;
  const tail = new BatchTail(following);
  const endsAtMs = clock.nowMs() + settings.limitMs * (1 + Math.random());
  let writtenAtMs = clock.nowMs();
  // Answers go out with the first write on every carrier: show at once that the stream is open.
  yield 'retry: 1000\n: following\n\n';
  while (!tail.isDone && !left.aborted && clock.nowMs() < endsAtMs) {
    const news = await tail.next();
    const isSilent = clock.nowMs() - writtenAtMs >= settings.heartbeatMs;
    if (news.length === 0 && !isSilent) {
      await pause(settings.pollMs, left);
      continue;
    }
    writtenAtMs = clock.nowMs();
    yield news.join('') || ': heartbeat\n\n';
  }
}

/** A generator that waits would hear of its end (the viewer has gone) only at its next `yield`: this one is told at once. */
function wokenToEnd(start: (left: AbortSignal) => AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  const left = new AbortController();
  const generator = start(left.signal);
  const woken = <A, R>(end: (reason: A) => R) => {
    return (reason: A): R => {
      left.abort();
      return end(reason);
    };
  };
  return Object.assign(generator, {
    return: woken(generator.return.bind(generator)),
    throw: woken(generator.throw.bind(generator)),
  });
}

function pause(ms: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      left.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    left.addEventListener('abort', wake);
  });
}
