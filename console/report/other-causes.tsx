import type { Hypothesis, Report } from '#src/report/report.ts';
import { count } from '../format/numbers.ts';
import { Chips } from './chip.tsx';
import { mayTeach, teach } from './teaching.ts';

interface RivalsProps {
  batchId: string;
  rivals: Hypothesis[];
  ruledOut: Hypothesis[];
}

export function Rivals({ batchId, rivals, ruledOut }: RivalsProps) {
  return (
    <>
      <Others batchId={batchId} title="Not ruled out" hypotheses={rivals} />
      <Others batchId={batchId} title="Ruled out" hypotheses={ruledOut} />
    </>
  );
}

function Others({ batchId, hypotheses, title }: { batchId: string; title: string; hypotheses: Hypothesis[] }) {
  if (hypotheses.length === 0) return null;
  return (
    <section class="section">
      <h2>{title}</h2>
      <dl class="others">
        {hypotheses.map(({ against, ecu, evidence, id, reason, title: name }) => (
          <div key={id}>
            <dt>
              {name}
              {ecu && <span class="ecu">{ecu}</span>}
            </dt>
            <dd>
              <span class="soft">{reason}</span> <span class="for">for</span> <Chips batchId={batchId} ids={evidence} />
              {against.length > 0 && (
                <>
                  {' '}
                  <span class="for">against</span> <Chips batchId={batchId} ids={against} />
                </>
              )}{' '}
              {mayTeach() && (
                <button
                  type="button"
                  class="link small"
                  onClick={() =>
                    teach({ resolution: 'correct', lines: evidence.slice(0, 4), cause: name.slice(0, 140) })
                  }
                >
                  It was this
                </button>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What could not be seen: it bounds what the verdict can mean. */
export function Missing({ report }: { report: Report }) {
  const rows = [...report.gaps.map(({ file, text }) => ({ file, text })), { file: null, text: report.baseline.text }];
  return (
    <section class="section">
      <h2>What is missing</h2>
      <ul class="plain">
        {rows.map(({ file, text }) => (
          <li key={`${file}${text}`}>
            {file && <span class="mono">{file} </span>}
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Contrast({ report: { contrast } }: { report: Report }) {
  if (!contrast) return null;
  const rows = [
    ...contrast.fresh.map((row) => ({ ...row, mark: 'New', before: 0 })),
    ...contrast.shifted.map((row) => ({ ...row, mark: 'Shifted' })),
    ...contrast.gone.map((row) => ({ ...row, mark: 'Gone', before: 0 })),
    ...contrast.decoys.map((row) => ({ ...row, mark: 'Also in good logs', before: 0 })),
  ];
  if (rows.length === 0) return null;
  return (
    <section class="section">
      <h2>Against good logs</h2>
      <p class="soft">{contrast.against}</p>
      <ul class="contrast">
        {rows.map(({ before, count: times, mark, template, writer }) => (
          <li key={`${mark}${writer}${template}`}>
            <span class={`mark mark-${mark.split(' ')[0].toLowerCase()}`}>{mark}</span>
            <span class="mono">{template}</span>
            <span class="soft small num">
              {writer} {mark === 'Shifted' ? `${count(before)} → ${count(times)}` : count(times)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
