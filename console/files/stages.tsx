import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { duration } from '../format/times.ts';

const STAGES: readonly [string, string][] = [
  ['uploading', 'Upload'],
  ['parsing', 'Parse'],
  ['aggregating', 'Aggregate'],
  ['diagnosing', 'Diagnose'],
];

const ORDER = [
  'uploading',
  'queued',
  'parsing',
  'aggregating',
  'diagnosing',
  'completed',
  'partial',
  'failed',
  'expired',
];

/** Where the batch is on its way, and how long each stage took. */
export function Stages({ batch, state }: { batch: BatchDetail; state: string }) {
  const isOver = ORDER.indexOf(state) >= ORDER.indexOf('completed');
  return (
    <ol class="stages" aria-label="Stages">
      {STAGES.map(([name, label]) => {
        const stage = batch.stages.find((each) => each.name === name);
        const isNow = name === state || (name === 'parsing' && state === 'queued');
        const isDone = !isNow && stage !== undefined && (isOver || ORDER.indexOf(state) > ORDER.indexOf(name));
        const isBroken = state === 'failed' && stage?.endedAt !== undefined && isLast(batch, name);
        return (
          <li
            key={name}
            class={isBroken ? 'is-broken' : isNow ? 'is-now' : isDone ? 'is-done' : ''}
            aria-current={isNow ? 'step' : undefined}
          >
            <span class="stage-name">{state === 'queued' && isNow ? 'Queued' : label}</span>
            <span class="stage-time num">{timeOf(stage)}</span>
          </li>
        );
      })}
    </ol>
  );
}

const isLast = ({ stages }: BatchDetail, name: string): boolean => stages.at(-1)?.name === name;

function timeOf(stage: BatchDetail['stages'][number] | undefined): string {
  if (!stage) return '';
  if (stage.endedAt === null) return 'now';
  return duration(Date.parse(stage.endedAt) - Date.parse(stage.startedAt));
}
