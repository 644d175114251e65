import type { EvidenceItem } from '../report.ts';
import { placeText, timeText } from '../report-layout.ts';
import { isEvidenceId, joined, text } from './html-text.ts';

/** Neighbours on each side of a quote. */
const NEIGHBOURS = 3;

/** One item of evidence: what it says, why it counts, and the lines themselves where it has some. */
export function evidenceArticle(item: EvidenceItem): string {
  const { count, ecu, app, id, timeUs } = item;
  const writer = [ecu, app].filter((part) => part !== '').join(' / ');
  const many = count > 1 ? `${count.toLocaleString('en')} times` : '';
  const time = timeUs === null ? '' : `${many && 'first '}${timeText(timeUs)}`;
  const times = [many, time].filter((part) => part !== '').join(', ');
  const where = [writer, times].filter((part) => part !== '').map((part) => text(part));
  const anchor = isEvidenceId(id) ? ` id="${id}"` : '';
  return `<article class="evidence"${anchor}>
<p><span class="id">${text(id)}</span>${text(item.text)}</p>
${where.length === 0 ? '' : `<p class="where">${where.join(' · ')}</p>`}
<p class="why">${text(item.why)}</p>
${quoteBlock(item)}
</article>`;
}

function quoteBlock(item: EvidenceItem): string {
  const { quote } = item;
  if (quote === null) return '';
  const around = (lines: readonly string[]): string[] =>
    lines.map((line) => `<span class="around">${text(line)}</span>`);
  return joined([
    `<pre class="quote">${[
      ...around(quote.before.slice(-NEIGHBOURS)),
      `<mark>${text(quote.text)}</mark>`,
      ...around(quote.after.slice(0, NEIGHBOURS)),
    ].join('\n')}</pre>`,
    `<p class="where"><code>${text(placeText(item) ?? '')}</code>${quote.verified ? ', read again and the same' : ', NOT verified'}</p>`,
  ]);
}
