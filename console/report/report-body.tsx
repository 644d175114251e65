import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { groupHypotheses, otherVehicles, outcomeText, splitEvidence, unreadText } from '#src/report/report-layout.ts';
import { firmwareText } from '../batches/batch-row.tsx';
import { PartialBadge, VerdictBadge } from '../shell/badges.tsx';
import { batchPlace, href } from '../url/location.ts';
import { Actions } from './actions.tsx';
import { Attempts } from './attempts.tsx';
import { Cause } from './cause.tsx';
import { EvidenceList } from './evidence-list.tsx';
import { Contrast, Missing, Rivals } from './other-causes.tsx';
import { Provenance } from './provenance.tsx';
import { Similar } from './similar.tsx';
import { TakeAlong } from './take-along.tsx';
import { Teach } from './teach.tsx';

interface BodyProps {
  batch: BatchDetail;
  report: Report;
}

/** What an engineer on call reads first comes first: the answer, how sure, the chain, what to do. */
export function ReportBody({ batch, report }: BodyProps) {
  const groups = groupHypotheses(report);
  const { central, other } = splitEvidence(report);
  return (
    <article class="report">
      <Head batch={batch} report={report} />
      <div class="report-columns">
        <div class="report-main">
          {groups.leading && <Cause batchId={batch.batchId} report={report} leading={groups.leading} />}
          <EvidenceList batchId={batch.batchId} title="Evidence" items={central} />
          <EvidenceList
            batchId={batch.batchId}
            title="Lines to look at"
            items={lookAt(report, central)}
            hint="No rule knows them, and their words tell of a failure."
          />
          <Rivals batchId={batch.batchId} rivals={groups.rivals} ruledOut={groups.ruledOut} />
          <Contrast report={report} />
          <EvidenceList
            batchId={batch.batchId}
            title="Further evidence"
            items={other.filter(({ id }) => !report.lookAt.includes(id))}
            isFolded
          />
        </div>
        <aside class="report-side" aria-label="What to do and what is known">
          <Actions report={report} />
          <Teach batch={batch} report={report} />
          <Attempts batchId={batch.batchId} report={report} />
          <Missing report={report} />
          <Similar batchId={batch.batchId} />
          <TakeAlong batchId={batch.batchId} />
          <Provenance report={report} />
        </aside>
      </div>
    </article>
  );
}

function Head({ batch, report }: BodyProps) {
  const unread = unreadText(report);
  return (
    <header class="report-head">
      <p class="report-badges">
        <VerdictBadge verdict={report.verdict} finding={report.finding} />
        {batch.state === 'partial' && <PartialBadge />}
        <span class="soft">{report.verdictReason}</span>
      </p>
      <h1>{report.headline}</h1>
      <p class="soft report-facts">
        <span>{batch.vehicleId}</span>
        {batch.platform && <span>{batch.platform}</span>}
        {batch.firmware && <span>{firmwareText(batch.firmware)}</span>}
        <span>{outcomeText(report)}</span>
      </p>
      {unread && (
        <p class="notice">
          {unread} <a href={href(batchPlace(batch.batchId, 'files'))}>Show files</a>
        </p>
      )}
      {report.vehicles && (
        <div class="notice">
          <p>{report.vehicles.text}</p>
          <ul>
            {otherVehicles(report).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
    </header>
  );
}

const lookAt = (report: Report, shown: Report['evidence']) =>
  report.evidence.filter((item) => report.lookAt.includes(item.id) && !shown.includes(item));
