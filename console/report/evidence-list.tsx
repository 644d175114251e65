import type { EvidenceItem } from '#src/report/report.ts';
import { placeText } from '#src/report/report-layout.ts';
import { counted } from '../format/numbers.ts';
import { stamp } from '../format/times.ts';
import { place } from '../url/location.ts';
import { EvidenceLinks } from './chip.tsx';

interface ListProps {
  batchId: string;
  title: string;
  items: readonly EvidenceItem[];
  hint?: string;
  isFolded?: boolean;
}

export function EvidenceList({ batchId, hint, isFolded = false, items, title }: ListProps) {
  if (items.length === 0) return null;
  const list = (
    <ul class="evidence">
      {items.map((item) => (
        <Item key={item.id} batchId={batchId} item={item} />
      ))}
    </ul>
  );
  if (isFolded) {
    return (
      <details class="section">
        <summary>
          <h2>{title}</h2> <span class="soft num">{items.length}</span>
        </summary>
        {list}
      </details>
    );
  }
  return (
    <section class="section">
      <h2>{title}</h2>
      {hint && <p class="soft">{hint}</p>}
      {list}
    </section>
  );
}

function Item({ batchId, item }: { batchId: string; item: EvidenceItem }) {
  const { app, count, ecu, id, quote, text, timeUs, why } = item;
  return (
    <li id={`evidence-${id}`} class={place.value.params['at'] === id ? 'is-here' : ''}>
      <p class="evidence-head">
        <span class="chip chip-still">{id}</span>
        <span>{text}</span>
      </p>
      {quote && <Quote quote={quote} />}
      <p class="evidence-facts soft small">
        {timeUs !== null && <span class="num">{stamp(timeUs)}</span>}
        <span>{[ecu, app].filter(Boolean).join(' · ')}</span>
        {count > 1 && <span>{counted(count, 'time')}</span>}
        {quote && <span class="mono">{placeText(item)}</span>}
        <span>{why}</span>
        <EvidenceLinks batchId={batchId} item={item} />
      </p>
    </li>
  );
}

/** The line itself with its neighbours: text as it was logged, and nothing but text. */
function Quote({ quote }: { quote: NonNullable<EvidenceItem['quote']> }) {
  return (
    <pre class="quote">
      {quote.before.slice(-1).map((line, at) => (
        <span key={at} class="quote-around">{`${line}\n`}</span>
      ))}
      <span class="quote-line">{quote.text}</span>
      {quote.after.slice(0, 1).map((line, at) => (
        <span key={at} class="quote-around">{`\n${line}`}</span>
      ))}
    </pre>
  );
}
