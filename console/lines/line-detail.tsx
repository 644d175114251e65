import { useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { RecordItem } from '#src/api/record-schemas.ts';
import type { Report } from '#src/report/report.ts';
import { around } from '../report/chip.tsx';
import { LevelMark } from '../shell/badges.tsx';
import { batchPlace, href, place, setParams } from '../url/location.ts';
import { ByteDump } from './byte-dump.tsx';
import { placeOf } from './line-window.ts';
import { withTemplate } from './wish.ts';

interface DetailProps {
  batch: BatchDetail;
  record: RecordItem;
  report: Report | undefined;
}

/** One record whole: its text, where its bytes lie, and the ways on from it. */
export function LineDetail({ batch, record, report }: DetailProps) {
  const { app, context, digest, ecu, file, length, level, member, offset, text, time } = record;
  const name = report?.files.find(({ index }) => index === file)?.name ?? `file ${file}`;
  const shown = report?.evidence.find(
    ({ quote }) => quote?.pointer.file === file && quote.pointer.offset === offset && quote.pointer.member === member,
  );
  const rows: [string, string][] = [
    ['Time', time?.replace('T', ' ').replace('Z', '') ?? 'none'],
    ['Writer', [ecu, app, context].filter(Boolean).join(' · ')],
    ['File', member === null ? name : `${name} › ${member}`],
    ['Bytes', `${offset} +${length}`],
    ['Digest', digest],
  ];
  return (
    <aside class="line-detail" aria-label="The chosen line">
      {shown && (
        <p class="line-shown">
          <a class="chip" href={href(batchPlace(batch.batchId, 'report', { at: shown.id }))}>
            {shown.id}
          </a>{' '}
          {shown.text} <span class="soft small">{shown.quote?.verified && 'Compared byte for byte.'}</span>
        </p>
      )}
      <p>
        <LevelMark level={level} />
      </p>
      <pre class="quote">
        <span class="quote-line">{text}</span>
      </pre>
      <dl class="line-facts">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd class={label === 'Writer' ? '' : 'mono'}>{value}</dd>
          </div>
        ))}
      </dl>
      <ByteDump batchId={batch.batchId} record={record} />
      <WaysOn batch={batch} record={record} />
    </aside>
  );
}

function WaysOn({ batch, record }: Omit<DetailProps, 'report'>) {
  const { template, timeUs } = record;
  return (
    <div class="buttons">
      <CopyLink record={record} batch={batch} />
      {timeUs != null && (
        <a class="button" href={href(batchPlace(batch.batchId, 'timeline', around(timeUs)))}>
          On the timeline
        </a>
      )}
      {template && (
        <>
          <button type="button" onClick={() => setParams({ template: withTemplate(undefined, template) })}>
            Only this pattern
          </button>
          <button
            type="button"
            onClick={() =>
              setParams({
                notTemplate: withTemplate(place.value.params['notTemplate'], template),
                at: undefined,
                member: undefined,
              })
            }
          >
            Without it
          </button>
        </>
      )}
    </div>
  );
}

/** The address of the line alone, without the filters by which it was found. */
function CopyLink({ batch, record }: Omit<DetailProps, 'report'>) {
  const [isCopied, setCopied] = useState(false);
  const params = { at: placeOf(record), ...(record.member !== null && { member: record.member }) };
  const link = new URL(href(batchPlace(batch.batchId, 'lines', params)), window.location.href).href;
  const copy = () =>
    void navigator.clipboard?.writeText(link).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1_500);
    });
  return (
    <button type="button" onClick={copy} aria-live="polite">
      {isCopied ? 'Copied' : 'Copy link'}
    </button>
  );
}
