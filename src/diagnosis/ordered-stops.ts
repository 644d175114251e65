import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

/** What a service manager says as it is told to stop a unit, or to start one. */
const STOPPING = /(?:^|: |\] )Stopping [A-Z\w]/;
const STARTING = /(?:^|: |\] )(?:Starting|Started) [A-Z\w]/;

export type Orders = ReadonlyMap<string, readonly Order[]>;

interface Order {
  offset: number;
  isStop: boolean;
}

/** Orders to stop and to start, of each log by `streamKey`, as they stand in it. */
export function ordersOf(templates: readonly TemplateRow[], logs: Logs): Map<string, Order[]> {
  const orders = new Map<string, Order[]>();
  for (const row of templates) {
    const isStop = STOPPING.test(row.template);
    if (!isStop && !STARTING.test(row.template)) continue;
    for (const [log, offsets] of logs.placesOf(row))
      orders.set(log, [...(orders.get(log) ?? []), ...offsets.map((offset) => ({ offset, isStop }))]);
  }
  for (const own of orders.values()) own.sort((a, b) => a.offset - b.offset);
  return orders;
}

/** It ended because it was told to: however it went, that breaks nothing down. */
export const wasToldToStop = ({ place }: Finding, orders: Orders): boolean =>
  orders.get(streamKey(place))?.findLast(({ offset }) => offset < place.offset)?.isStop === true;
