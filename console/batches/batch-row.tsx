import type { BatchSummary } from '#src/api/batch-schemas.ts';
import { counted, size } from '../format/numbers.ts';
import { age } from '../format/times.ts';
import { PartialBadge, StateBadge, VerdictBadge } from '../shell/badges.tsx';
import { batchPlace, href } from '../url/location.ts';

interface RowProps {
  batch: BatchSummary;
  isMarked: boolean;
  nowMs: number;
}

/** The answer first, then whose it is; a batch that still works shows how far it is instead. */
export function BatchRow({ batch, isMarked, nowMs }: RowProps) {
  const { batchId, firmware, platform, state, vehicleId, verdict } = batch;
  const isOver = state === 'completed' || state === 'partial';
  return (
    <li class="batch" data-marked={isMarked || undefined}>
      <a href={href(batchPlace(batchId, isOver ? 'report' : 'files'))}>
        <span class="batch-verdict">
          {isOver && verdict ? (
            <VerdictBadge verdict={verdict} finding={batch.cause ? 'fault' : 'no-fault'} />
          ) : (
            <StateBadge state={state} />
          )}
          {state === 'partial' && <PartialBadge />}
        </span>
        <span class="batch-headline">{headlineOf(batch)}</span>
        <span class="batch-facts soft">
          <span class="strong">{vehicleId}</span>
          {platform && <span>{platform}</span>}
          {firmware && <span>{firmwareText(firmware)}</span>}
          <span>{counted(batch.files, 'file')}</span>
          <span>{size(batch.totalBytes)}</span>
        </span>
        <time class="batch-age num" dateTime={batch.createdAt} title={batch.createdAt}>
          {age(batch.createdAt, nowMs)}
        </time>
      </a>
    </li>
  );
}

export const firmwareText = ({ from, to }: { from: string | null; to: string | null }): string =>
  from && to ? `${from} → ${to}` : (to ?? from ?? '');

const WAITS: Record<string, string> = {
  uploading: 'Waiting for its files',
  queued: 'Waiting for free parsers',
  parsing: 'Reading its files',
  aggregating: 'Putting together what its files say',
  diagnosing: 'Looking for the cause',
  expired: 'No file came in time',
};

function headlineOf({ headline, message, state }: BatchSummary): string {
  return headline ?? message ?? WAITS[state] ?? 'No answer';
}
