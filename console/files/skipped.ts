import type { FileItem } from '#src/api/batch-schemas.ts';
import { count, counted, size } from '../format/numbers.ts';

/** Between records, and nothing in it that a reader could miss. */
const EMPTY_KINDS = new Set(['line-end', 'blank', 'padding', 'byte-order-mark']);

/** In sentences: what failed, what was damaged, what was passed over because it is no record. */
export function skippedOf({ failures, streams }: FileItem): string[] {
  const inOf = (member: string | null): string => (member === null ? '' : `${member}: `);
  const failed = (failures ?? []).map(({ member, message }) => `${inOf(member)}${message}`);
  const damaged = (streams ?? []).flatMap(({ gaps, member }) =>
    gaps.count === 0
      ? []
      : [`${inOf(member)}${counted(gaps.count, 'damaged place')}, ${size(gaps.bytes)}: ${gaps.reasons.join(', ')}`],
  );
  const passed = (streams ?? []).flatMap(({ member, passedOver }) =>
    Object.entries(passedOver)
      .filter(([kind]) => !EMPTY_KINDS.has(kind))
      .map(([kind, amount]) => `${inOf(member)}${count(amount.count)} × ${kind}, ${size(amount.bytes)}`),
  );
  return [...failed, ...damaged, ...passed].slice(0, 8);
}
