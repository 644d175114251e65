import type { BatchEvidence, FaultEvent } from '#src/evidence/file-evidence.ts';
import { type ListPage, pageOf } from './list-page.ts';
import { fitsRow, type RowFilter } from './writer-filter.ts';

export type FoundFault = FaultEvent;

interface FaultWish extends RowFilter {
  kind?: string | undefined;
  code?: string | undefined;
  role?: FaultEvent['role'] | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Faults of a batch, earliest first. Throws `InvalidCursor`. */
export const faultPage = ({ faults }: BatchEvidence, { code, kind, role, ...wish }: FaultWish): ListPage<FaultEvent> =>
  pageOf(
    faults.filter(
      (fault) =>
        fitsRow(fault, wish) &&
        (kind === undefined || fault.kind === kind) &&
        (code === undefined || fault.code === code) &&
        (role === undefined || fault.role === role),
    ),
    wish,
  );
