import type { Claim, Hypothesis, Report } from '#src/report/report.ts';
import { claimOrigin } from '#src/report/report-layout.ts';
import { Chips } from './chip.tsx';

interface CauseProps {
  batchId: string;
  report: Report;
  leading: Hypothesis;
}

/** The chain: each claim with its proof, in the order in which it was logged. */
export function Cause({ batchId, leading, report }: CauseProps) {
  return (
    <section class="cause" aria-labelledby="cause">
      <h2 id="cause">
        {leading.title}
        {leading.ecu && <span class="ecu">{leading.ecu}</span>}
      </h2>
      <p class="soft">{leading.reason}</p>
      <ol class="chain">
        {leading.claims.map((claim) => (
          <ClaimItem key={claim.id} batchId={batchId} claim={claim} report={report} />
        ))}
      </ol>
      {leading.against.length > 0 && (
        <p>
          <strong>Against it</strong> <Chips batchId={batchId} ids={leading.against} />
        </p>
      )}
    </section>
  );
}

function ClaimItem({ batchId, claim, report }: { batchId: string; claim: Claim; report: Report }) {
  const known = report.knowledge.matched.filter(({ id }) => claim.knowledge.includes(id));
  return (
    <li>
      <span>{claim.text}</span> <Chips batchId={batchId} ids={claim.evidence} />
      {claim.source === 'model' && <p class="soft small">{claimOrigin(claim).trim()}</p>}
      {known.map(({ id, source }) => (
        <p key={id} class="soft small">
          Known from {source}
        </p>
      ))}
    </li>
  );
}
