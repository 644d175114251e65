import type { AnyFormat } from '../log-format.ts';
import type { SourceTable } from '../source-table.ts';
import type { StreamSink } from '../stream-sink.ts';
import { type DescribedBus, withSignals } from './frame-signals.ts';
import { type DescribedEcu, withMessages } from './name-messages.ts';

/** What description files say of the records of a vehicle; where several speak of one, the first does. */
export interface Descriptions {
  /** Bus frames: their signals come as samples beside them. */
  buses: readonly DescribedBus[];
  /** DLT's non-verbose messages: they become texts. */
  ecus: readonly DescribedEcu[];
}

export const NO_DESCRIPTIONS: Descriptions = { buses: [], ecus: [] };

/** Hands the records of a stream on with what is said of them. */
export function withDescriptions(
  sink: StreamSink,
  { buses, ecus }: Descriptions,
  { format, sources }: { format: AnyFormat; sources: SourceTable },
): StreamSink {
  const named = ecus.length > 0 ? withMessages(sink, ecus, sources) : sink;
  return buses.length > 0 && format.name !== 'dlt' ? withSignals(named, buses, sources) : named;
}
