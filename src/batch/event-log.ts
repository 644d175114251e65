import type { Batch, StoredEvent } from './batch.ts';
import type { BatchTable } from './ports.ts';

export type NewEvent = Omit<StoredEvent, 'seq'>;

/**
 * The story of one batch as its viewers see it. A batch that was taken up again after its end tells it anew: the first who
 * tells of that takes back all that was told, and who still tells of the time before adds nothing.
 */
interface EventLog {
  /** Adds the event unless the log holds it already, so a repeated step adds nothing. */
  append(event: NewEvent): Promise<void>;
  /** Takes back the claims and progress of an attempt that died: viewers drop them, and they may come again. */
  reset(): Promise<void>;
}

/** A diagnosis has tens of claims; what a defect or a hostile log adds beyond this stands in the report only. */
const MAX_EVENTS = 1_000;
/** DynamoDB refuses items above 400 KB. */
const MAX_DATA_LENGTH = 100_000;
const PAGE_EVENTS = 200;

/** Types whose few events end a batch's story: they are stored however full the log is. */
const ALWAYS: ReadonlySet<string> = new Set(['status', 'report', 'done']);
const NEVER = Number.NEGATIVE_INFINITY;
const TAKEN_BACK_BY_RESET: ReadonlySet<string> = new Set(['claim', 'progress', 'report']);

/**
 * Sequence numbers have no holes: a number is taken by the first writer, and whoever loses reads what was written there
 * before it tries the next one.
 */
export function openEventLog(table: BatchTable, of: Pick<Batch, 'batchId' | 'reopenedAtMs'>): EventLog {
  const { batchId, reopenedAtMs } = of;
  const openedAtMs = reopenedAtMs ?? NEVER;
  const known = new KnownEvents();
  const catchUp = async () => {
    for (;;) {
      const page = await table.readEvents(batchId, known.lastSeq, PAGE_EVENTS);
      for (const event of page) known.add(event);
      if (page.length < PAGE_EVENTS) return;
    }
  };
  const nextOf = (event: NewEvent, isWanted: () => boolean): NewEvent | undefined => {
    if (known.reopenedAtMs < openedAtMs) return { type: 'reset', data: { reopenedAtMs } };
    return known.reopenedAtMs === openedAtMs && isWanted() ? event : undefined;
  };
  const append = async (event: NewEvent, isWanted: () => boolean) => {
    for (;;) {
      await catchUp();
      const next = nextOf(event, isWanted);
      if (!next) return;
      const numbered = { ...next, seq: known.lastSeq + 1 };
      if (!(await table.appendEvent(batchId, numbered))) continue;
      known.add(numbered);
      if (next === event) return;
    }
  };
  return {
    append: (event) => append(event, () => known.lacks(event)),
    reset: () => append({ type: 'reset', data: null }, () => known.hasToTakeBack),
  };
}

class KnownEvents {
  lastSeq = 0;
  hasToTakeBack = false;
  reopenedAtMs = NEVER;
  readonly #identities = new Map<string, string>();

  add(event: StoredEvent): void {
    this.lastSeq = event.seq;
    if (event.type === 'reset') this.#reset(event.data as { reopenedAtMs: number } | null);
    else this.#identities.set(identityOf(event), event.type);
    if (TAKEN_BACK_BY_RESET.has(event.type)) this.hasToTakeBack = true;
  }

  lacks(event: NewEvent): boolean {
    if (this.#identities.has(identityOf(event))) return false;
    if (ALWAYS.has(event.type)) return true;
    return this.lastSeq < MAX_EVENTS && JSON.stringify(event.data).length <= MAX_DATA_LENGTH;
  }

  #reset(reopening: { reopenedAtMs: number } | null): void {
    this.hasToTakeBack = false;
    if (reopening) {
      this.reopenedAtMs = reopening.reopenedAtMs;
      this.#identities.clear();
      return;
    }
    for (const [identity, type] of this.#identities) {
      if (TAKEN_BACK_BY_RESET.has(type)) this.#identities.delete(identity);
    }
  }
}

const identityOf = (event: NewEvent): string => `${event.type} ${JSON.stringify(event.data)}`;
