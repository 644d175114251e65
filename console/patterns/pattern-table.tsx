import type { TemplateItem } from '#src/api/evidence-schemas.ts';
import { count } from '../format/numbers.ts';
import { clock } from '../format/times.ts';
import { LevelMark } from '../shell/badges.tsx';
import { batchPlace, href } from '../url/location.ts';
import { extentOf, Sparkline } from './sparkline.tsx';

interface TableProps {
  batchId: string;
  label?: string;
  templates: readonly TemplateItem[];
}

export function PatternTable({ batchId, label = 'Patterns', templates }: TableProps) {
  const extent = extentOf(templates);
  const isCompared = templates.some(({ state }) => state !== null);
  return (
    <section class="table-wrap" tabIndex={0} aria-label={label}>
      <table class="table patterns">
        <thead>
          <tr>
            {isCompared && <th scope="col">Against good</th>}
            <th scope="col" class="right">
              Records
            </th>
            <th scope="col">Over time</th>
            <th scope="col">Level</th>
            <th scope="col">Writer</th>
            <th scope="col">Pattern</th>
            <th scope="col">First</th>
          </tr>
        </thead>
        <tbody>
          {templates.map((item) => (
            <tr key={item.fingerprint}>
              {isCompared && <StateCell item={item} />}
              <td class="right num">{count(item.count)}</td>
              <td>
                <Sparkline histogram={item.spark} extent={extent} />
              </td>
              <td>
                <LevelMark level={item.level} />
              </td>
              <td class="soft nowrap">{[item.ecu, item.app, item.context].filter(Boolean).join(' · ')}</td>
              <td class="mono pattern-text">
                <a href={href(batchPlace(batchId, 'lines', { template: item.fingerprint }))}>
                  {item.template || '(empty)'}
                </a>
              </td>
              <td class="num nowrap soft">{clock(item.fromUs) ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const STATE_WORDS = { new: 'New', shifted: 'Shifted', gone: 'Gone', same: 'Same' };

function StateCell({ item: { before, state } }: { item: TemplateItem }) {
  if (state === null) return <td />;
  return (
    <td class="nowrap">
      <span class={`mark mark-${state}`}>{STATE_WORDS[state]}</span>
      {before !== null && state !== 'new' && <span class="soft small num"> was {count(before)}</span>}
    </td>
  );
}
