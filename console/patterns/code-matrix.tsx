import type { FaultItem } from '#src/api/evidence-schemas.ts';
import { count } from '../format/numbers.ts';
import { batchPlace, href } from '../url/location.ts';
import { type CodeRow, codeRows } from './code-rows.ts';

interface MatrixProps {
  batchId: string;
  faults: readonly FaultItem[];
}

const MOST = 30;

/** Codes × ECU: the same code on several ECUs is seldom the cause on each. */
export function CodeMatrix({ batchId, faults }: MatrixProps) {
  const { ecus, rows } = codeRows(faults);
  if (rows.length === 0) return null;
  return (
    <section class="section">
      <h2>Codes by ECU</h2>
      <div class="table-wrap">
        <table class="table codes">
          <thead>
            <tr>
              <th scope="col">Code</th>
              {ecus.map((ecu) => (
                <th key={ecu} scope="col" class="right">
                  {ecu || 'no ECU'}
                </th>
              ))}
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map((row) => (
              <CodeLine key={row.code + row.title} batchId={batchId} row={row} ecus={ecus} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function CodeLine({ batchId, ecus, row }: { batchId: string; ecus: readonly string[]; row: CodeRow }) {
  return (
    <tr>
      <th scope="row" class="mono">
        {row.code}
      </th>
      {ecus.map((ecu) => {
        const cell = row.cells.get(ecu);
        return (
          <td key={ecu} class="right num">
            {cell && (
              <a
                href={href(
                  batchPlace(batchId, 'lines', { at: cell.at, ...(cell.member !== null && { member: cell.member }) }),
                )}
                aria-label={`${count(cell.count)} times on ${ecu || 'no ECU'}`}
              >
                {count(cell.count)}
              </a>
            )}
          </td>
        );
      })}
      <td>
        {row.title} <span class="soft small">{row.role}</span>
      </td>
    </tr>
  );
}
