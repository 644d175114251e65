import type { RecordItem, RecordPage } from '#src/api/record-schemas.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { Loading, Trouble } from '../shell/states.tsx';
import { dumpRows } from './bytes.ts';
import { keyOf, placeOf } from './line-window.ts';

/** The bytes of a record as they lie in its file, those of its text marked: what its digest is taken of. */
export function ByteDump({ batchId, record }: { batchId: string; record: RecordItem }) {
  const at = { at: placeOf(record), member: record.member ?? undefined, around: 0 };
  const { data, error, again } = useAsked<RecordPage>(apiPath(`/batches/${batchId}/records`, at));
  if (error) return <Trouble error={error} again={again} />;
  const shown = data?.records[data.here ?? 0];
  const bytes = data?.bytes;
  if (!bytes || !shown || keyOf(shown) !== keyOf(record)) return <Loading what="bytes" lines={3} />;
  const rows = dumpRows(bytes, record.offset, record.body);
  return (
    <section class="dump" tabIndex={0} aria-label="Bytes of the line">
      <table>
        <tbody>
          {rows.map(({ cells, offset, text }) => (
            <tr key={offset}>
              <th scope="row">{offset}</th>
              <td>
                {cells.map(({ hex, isBody }, column) => (
                  <span key={column} class={isBody ? 'is-body' : ''}>
                    {hex}
                  </span>
                ))}
              </td>
              <td class="dump-text">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {record.length * 2 > bytes.length && <p class="soft small">The first {bytes.length / 2} bytes.</p>}
    </section>
  );
}
