import type { Report } from '#src/report/report.ts';
import { clock, duration } from '../format/times.ts';
import { Chips } from './chip.tsx';

/** Each try of an update, and how often an ECU started. */
export function Attempts({ batchId, report }: { batchId: string; report: Report }) {
  const { attempts, boots } = report;
  const restarted = [...Map.groupBy(boots, ({ ecu }) => ecu)].filter(([, own]) => own.length > 1);
  if (attempts.length === 0 && restarted.length === 0) return null;
  return (
    <section class="section">
      <h2>Update attempts and boots</h2>
      <ul class="plain">
        {attempts.slice(-8).map((attempt, at) => (
          <li key={at}>
            <span class="ecu">{attempt.ecu || 'unnamed ECU'}</span>{' '}
            <span class={`outcome outcome-${attempt.outcome}`}>{attempt.outcome.replaceAll('-', ' ')}</span>{' '}
            <Chips batchId={batchId} ids={attempt.evidence} />
            <p class="soft small">
              {attempt.reached && `reached ${attempt.reached}, `}
              <span class="num">{spanOf(attempt)}</span>
            </p>
          </li>
        ))}
        {restarted.map(([ecu, own]) => (
          <li key={ecu}>
            <span class="ecu">{ecu || 'unnamed ECU'}</span> started <span class="num">{own.length}</span> times
          </li>
        ))}
      </ul>
    </section>
  );
}

function spanOf({ fromUs, toUs }: Report['attempts'][number]): string {
  if (fromUs === null) return '';
  return `${clock(fromUs)?.slice(0, 8)}${toUs === null ? '' : `, ${duration((toUs - fromUs) / 1_000)}`}`;
}
