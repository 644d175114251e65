import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage } from '#src/api/evidence-schemas.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { firmwareText } from '../batches/batch-row.tsx';
import { duration } from '../format/times.ts';
import { PartialBadge, StateBadge, VerdictBadge } from '../shell/badges.tsx';
import { Loading, Trouble } from '../shell/states.tsx';
import { type PhaseBand, phaseBands } from '../timeline/marks.ts';
import { batchPlace, href } from '../url/location.ts';

type Attempts = NonNullable<EpisodePage['attempts']>;

interface SideProps {
  batchId: string;
  attempts: Attempts;
  /** Of all phases on either side: ten minutes are of one length wherever they stand. */
  longestUs: number;
}

/** The two of them, on one scale. */
export function Sides({ bad, good }: { bad: string; good: string }) {
  const { data: ofBad } = useAsked<EpisodePage>(apiPath(`/batches/${bad}/episodes`));
  const { data: ofGood } = useAsked<EpisodePage>(apiPath(`/batches/${good}/episodes`));
  const attempts = [ofBad?.attempts ?? [], ofGood?.attempts ?? []];
  const bands = attempts.flat().flatMap(phaseBands);
  const longestUs = Math.max(1, ...bands.map(({ fromUs, toUs }) => toUs - fromUs));
  return (
    <div class="compare">
      <Side batchId={bad} attempts={attempts[0]} longestUs={longestUs} />
      <Side batchId={good} attempts={attempts[1]} longestUs={longestUs} />
    </div>
  );
}

function Side({ attempts, batchId, longestUs }: SideProps) {
  const { data: batch, error, again } = useAsked<BatchDetail>(apiPath(`/batches/${batchId}`));
  if (error) return <Trouble error={error} again={again} />;
  if (!batch) return <Loading what="the batch" lines={4} />;
  return (
    <section class="compare-side">
      <p class="report-badges">
        {batch.verdict ? (
          <VerdictBadge verdict={batch.verdict} finding={batch.cause ? 'fault' : 'no-fault'} />
        ) : (
          <StateBadge state={batch.state} />
        )}
        {batch.state === 'partial' && <PartialBadge />}
      </p>
      <h2>
        <a href={href(batchPlace(batchId, 'report'))}>{batch.headline ?? batch.vehicleId}</a>
      </h2>
      <p class="batch-facts soft">
        <span>{batch.vehicleId}</span>
        {batch.platform && <span>{batch.platform}</span>}
        {batch.firmware && <span>{firmwareText(batch.firmware)}</span>}
      </p>
      {attempts.map((attempt, at) => (
        <Attempt key={at} attempt={attempt} longestUs={longestUs} />
      ))}
    </section>
  );
}

function Attempt({ attempt, longestUs }: { attempt: Attempts[number]; longestUs: number }) {
  const bands = phaseBands(attempt);
  return (
    <div class="section">
      <h3 class="attempt-head">
        <span class="ecu">{attempt.ecu || 'no ECU'}</span>{' '}
        <span class={`outcome outcome-${attempt.outcome}`}>{attempt.outcome.replaceAll('-', ' ')}</span>
      </h3>
      <PhaseBars bands={bands} longestUs={longestUs} />
    </div>
  );
}

function PhaseBars({ bands, longestUs }: { bands: readonly PhaseBand[]; longestUs: number }) {
  return (
    <ul class="phase-bars">
      {bands.map(({ fromUs, isFailed, phase, toUs }) => (
        <li key={`${phase}${fromUs}`}>
          <span class={isFailed ? 'is-bad' : ''}>{isFailed ? `${phase}, failed` : phase}</span>
          <span
            class={isFailed ? 'phase-bar is-bad' : 'phase-bar'}
            style={{ width: `${((toUs - fromUs) / longestUs) * 100}%` }}
          />
          <span class="num soft right">{duration((toUs - fromUs) / 1_000)}</span>
        </li>
      ))}
    </ul>
  );
}
