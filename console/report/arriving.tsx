import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { LiveBatch } from '../batch/live-batch.ts';
import { Stages } from '../files/stages.tsx';
import { StateBadge } from '../shell/badges.tsx';
import { Loading } from '../shell/states.tsx';

/** The diagnosis while it is made: each claim is shown once it has passed the gate. */
export function Arriving({ batch, live }: { batch: BatchDetail; live: LiveBatch }) {
  const state = live.state || batch.state;
  const titles = [...new Set(live.claims.map(({ title }) => title))];
  return (
    <article class="report" aria-busy="true">
      <header class="page-head">
        <h1>{live.report?.headline ?? batch.vehicleId}</h1>
        <StateBadge state={state} />
      </header>
      <Stages batch={batch} state={state} />
      <ol class="steps" aria-live="polite">
        {live.steps.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ol>
      {titles.map((title) => (
        <section key={title} class="panel">
          <h2>{title}</h2>
          <ol class="claims">
            {live.claims
              .filter((each) => each.title === title)
              .map(({ claim }) => (
                <li key={claim.id}>{claim.text}</li>
              ))}
          </ol>
        </section>
      ))}
      {titles.length === 0 && <Loading what="the diagnosis" lines={6} />}
    </article>
  );
}
