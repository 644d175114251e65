import type { FileItem } from '#src/api/batch-schemas.ts';
import { count, size } from '../format/numbers.ts';
import { stamp } from '../format/times.ts';
import { batchPlace, href } from '../url/location.ts';
import { skippedOf } from './skipped.ts';

const STATE_WORDS = { waiting: 'not arrived', uploaded: 'arrived', parsed: 'read', failed: 'not readable' };

/** What came, what was read of it, and what was left out and why: what could not be read stands first. */
export function FileTable({ batchId, files }: { batchId: string; files: readonly FileItem[] }) {
  const sorted = files.toSorted((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
  return (
    <section class="table-wrap" tabIndex={0} aria-label="Files">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">State</th>
            <th scope="col">Format</th>
            <th scope="col" class="right">
              Records
            </th>
            <th scope="col" class="right">
              Size
            </th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Left out, and why</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((file) => (
            <FileRow key={file.file} batchId={batchId} file={file} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FileRow({ batchId, file }: { batchId: string; file: FileItem }) {
  const streams = file.streams ?? [];
  const records = streams.reduce((sum, each) => sum + each.records, 0);
  const skipped = skippedOf(file);
  return (
    <tr>
      <th scope="row" class="file-name">
        {records > 0 ? (
          <a href={href(batchPlace(batchId, 'lines', { file: String(file.file) }))}>{file.name}</a>
        ) : (
          file.name
        )}
      </th>
      <td class={`file-${file.state}`}>{STATE_WORDS[file.state]}</td>
      <td>{formatsOf(file)}</td>
      <td class="right num">{file.streams ? count(records) : ''}</td>
      <td class="right num">{size(file.sizeBytes)}</td>
      <td class="num nowrap">{stamp(least(streams.map(({ fromUs }) => fromUs))) ?? ''}</td>
      <td class="num nowrap">{stamp(most(streams.map(({ toUs }) => toUs))) ?? ''}</td>
      <td class="why">
        {skipped.map((why) => (
          <div key={why}>{why}</div>
        ))}
      </td>
    </tr>
  );
}

function formatsOf({ streams }: FileItem): string {
  const names = (streams ?? []).map(({ container, format }) => (container ? `${format} in ${container}` : format));
  const unique = [...new Set(names)];
  return unique.length > 3 ? `${unique.slice(0, 3).join(', ')} …` : unique.join(', ');
}

const known = (times: readonly (number | null)[]): number[] => times.filter((time) => time !== null);
const least = (times: readonly (number | null)[]): number | null =>
  known(times).length ? Math.min(...known(times)) : null;
const most = (times: readonly (number | null)[]): number | null =>
  known(times).length ? Math.max(...known(times)) : null;
