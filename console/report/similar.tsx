import type { SimilarCase } from '#src/report/report.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { batchPlace, href, isByLink } from '../url/location.ts';

export function Similar({ batchId }: { batchId: string }) {
  const { data } = useAsked<{ similar: SimilarCase[] }>(
    // A link is to one batch: it tells nothing of others.
    isByLink() ? undefined : apiPath(`/batches/${batchId}/similar`),
  );
  if (!data || data.similar.length === 0) return null;
  return (
    <section class="section">
      <h2>Similar batches</h2>
      <ul class="plain">
        {data.similar.slice(0, 5).map((each) => (
          <li key={each.batchId}>
            <a href={href(batchPlace(each.batchId, 'report'))}>{causeOf(each)}</a>
            <p class="soft small">
              {[
                each.platform,
                each.firmware?.to,
                each.resolution
                  ? 'an engineer said so'
                  : `${each.verdict.toLowerCase()}, nobody said whether it was that`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            {each.shared[0] && <p class="mono small shared">{each.shared[0]}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const causeOf = ({ resolution, title }: SimilarCase): string =>
  resolution === null ? (title ?? 'No cause found') : (resolution.cause ?? 'A false alarm');
