import type { FaultItem } from '#src/api/evidence-schemas.ts';

interface CodeCell {
  count: number;
  /** Where it was logged first. */
  at: string;
  member: string | null;
}

export interface CodeRow {
  code: string;
  title: string;
  role: FaultItem['role'];
  cells: Map<string, CodeCell>;
}

const ROLES = ['cause', 'symptom', 'consequence'];

/** A row per code and what it means, a column per ECU; causes first, then what was logged most. */
export function codeRows(faults: readonly FaultItem[]): { ecus: string[]; rows: CodeRow[] } {
  const rows = new Map<string, CodeRow>();
  for (const { at, code, count, ecu, kind, role, title } of faults) {
    const key = `${code ?? kind}\0${title}`;
    const row = rows.get(key) ?? { code: code ?? kind, title, role, cells: new Map() };
    const known = row.cells.get(ecu);
    const [place] = at;
    row.cells.set(ecu, {
      count: (known?.count ?? 0) + count,
      at: known?.at ?? (place ? `${place.file}:${place.offset}` : ''),
      member: known ? known.member : (place?.member ?? null),
    });
    rows.set(key, row);
  }
  const total = ({ cells }: CodeRow): number => [...cells.values()].reduce((sum, cell) => sum + cell.count, 0);
  const sorted = [...rows.values()].sort(
    (a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || total(b) - total(a),
  );
  return { ecus: [...new Set(faults.map(({ ecu }) => ecu))].sort(), rows: sorted };
}
