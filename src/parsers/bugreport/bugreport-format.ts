import { LineDecoder } from '../lines/line-decoder.ts';
import { rateLines } from '../lines/sniff-lines.ts';
import type { LogFormat } from '../log-format.ts';
import { BugreportReader } from './bugreport-reader.ts';
import { isDuration, kindOfHeading, titleTimeAt } from './section-heading.ts';

/** The title alone is enough; a report that was cut at its front is known by headings and what they took. */
const MIN_HEADINGS = 2;

function sniff(head: Uint8Array): number {
  let hasTitle = false;
  let headings = 0;
  let durations = 0;
  const isText = rateLines(head, (bytes, start, end) => {
    if (titleTimeAt(bytes, start, end) >= 0) hasTitle = true;
    if (isDuration(bytes, start, end)) durations++;
    else if (kindOfHeading(bytes, start, end)) headings++;
    return 1;
  });
  if (isText === 0) return 0;
  if (hasTitle) return 1;
  return headings >= MIN_HEADINGS && durations > 0 ? 0.97 : 0;
}

/** The text of an Android bug report (dumpstate), as it stands in the zip: its logs, section by section. */
export const bugreportFormat: LogFormat = {
  name: 'bugreport',
  version: 1,
  sniff,
  createDecoder: (context) => new LineDecoder(new BugreportReader(context)),
};
