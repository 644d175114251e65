import type { Report } from '#src/report/report.ts';
import { firmwareText } from '../batches/batch-row.tsx';

const RISKS = { none: 'no risk', low: 'low risk', high: 'high risk' };

/** Each from a row of knowledge that holds for this platform and firmware, with where it is written. */
export function Actions({ report }: { report: Report }) {
  if (report.actions.length === 0) return null;
  const sourceOf = (id: string) => report.knowledge.matched.find((row) => row.id === id)?.source;
  const { firmware, platform } = report.batch;
  return (
    <section class="section actions">
      <h2>What to do</h2>
      <ol>
        {report.actions.map(({ knowledge, risk, text }) => (
          <li key={text}>
            {text} <span class={`risk risk-${risk}`}>{RISKS[risk]}</span>
            <p class="soft small">
              {[sourceOf(knowledge), platform, firmware && firmwareText(firmware)].filter(Boolean).join(' · ')}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
