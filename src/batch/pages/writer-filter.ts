/** What rows of evidence are chosen by; what is absent does not matter. Names are compared without regard to case. */
export interface RowFilter {
  ecu?: string | undefined;
  app?: string | undefined;
  context?: string | undefined;
  /** Microseconds; a row fits whose times overlap, one without a time does not. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
}

interface Row {
  ecu: string;
  app?: string;
  context?: string;
  firstTimeUs?: number | null;
  lastTimeUs?: number | null;
}

export function fitsRow(row: Row, filter: RowFilter): boolean {
  const isWriter = (['ecu', 'app', 'context'] as const).every((name) => {
    const wanted = filter[name];
    return wanted === undefined || wanted.toLowerCase() === (row[name] ?? '').toLowerCase();
  });
  return isWriter && fitsTime(row, filter);
}

function fitsTime({ firstTimeUs, lastTimeUs }: Row, { fromUs, toUs }: RowFilter): boolean {
  if (fromUs === undefined && toUs === undefined) return true;
  if (firstTimeUs == null) return false;
  return (
    firstTimeUs <= (toUs ?? Number.POSITIVE_INFINITY) &&
    (lastTimeUs ?? firstTimeUs) >= (fromUs ?? Number.NEGATIVE_INFINITY)
  );
}
