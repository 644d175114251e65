import { type LanguageModel, ModelFailure } from './language-model.ts';

type Pieces = ReturnType<LanguageModel['converse']>;
type Piece = Pieces extends AsyncIterable<infer P> ? P : never;

/** Nothing more was heard of a call that is under way: it may still be billed. */
export class ModelTimedOut extends ModelFailure {}

interface Timeouts {
  /** For the first piece. */
  firstTokenMs: number;
  /** For all of them. */
  totalMs: number;
  nowMs(): number;
}

/**
 * Passes pieces on and gives up on a model that is silent or does not come to an end, whether or not its adapter heeds the
 * signal. Throws `ModelFailure` only: whatever else an adapter throws is a failure of the model to answer.
 */
export async function* watch(converse: (signal: AbortSignal) => Pieces, timeouts: Timeouts): AsyncGenerator<Piece> {
  const controller = new AbortController();
  const iterator = converse(controller.signal)[Symbol.asyncIterator]();
  const endMs = timeouts.nowMs() + timeouts.totalMs;
  let waitMs = Math.min(timeouts.firstTokenMs, timeouts.totalMs);
  let late = SILENT;
  try {
    for (;;) {
      const next = await within(waitMs, iterator.next(), late);
      if (next.done) return;
      // A piece that is there at once always wins against a timer.
      if (timeouts.nowMs() >= endMs) throw new ModelTimedOut(ENDLESS.message, ENDLESS.transient);
      yield next.value;
      waitMs = Math.max(0, endMs - timeouts.nowMs());
      late = ENDLESS;
    }
  } finally {
    controller.abort();
    // Not awaited: a generator that hangs would never return.
    void iterator.return?.().catch(() => undefined);
  }
}

const SILENT = { message: 'It was silent for too long.', transient: true };
const ENDLESS = { message: 'It did not come to an end in time.', transient: false };

async function within<T>(waitMs: number, work: Promise<T>, late: typeof SILENT): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ModelTimedOut(late.message, late.transient)), waitMs);
  });
  try {
    return await Promise.race([work, alarm]);
  } catch (error) {
    if (error instanceof ModelFailure) throw error;
    throw new ModelFailure(`Its adapter failed (${error instanceof Error ? error.name : 'unknown error'}).`, false);
  } finally {
    clearTimeout(timer);
  }
}
