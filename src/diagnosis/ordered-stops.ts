import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

/** What a service manager says as it is told to stop a unit, has stopped it, or is told to start one. */
const ORDER = /(?:^|: |\] )(Stopping|Stopped|Starting|Started) ([A-Z\w].{0,199}?)(?:\.{3}|…|\.)?$/;

export type Orders = ReadonlyMap<string, readonly Order[]>;

interface Order {
  offset: number;
  kind: string;
  unit: string;
}

/** Orders to stop and to start, of each log by `streamKey`, as they stand in it. */
export function ordersOf(templates: readonly TemplateRow[], logs: Logs): Map<string, Order[]> {
  const orders = new Map<string, Order[]>();
  for (const row of templates) {
    const [, kind, unit] = ORDER.exec(row.template) ?? [];
    if (kind === undefined) continue;
    for (const [log, offsets] of logs.placesOf(row))
      orders.set(log, [...(orders.get(log) ?? []), ...offsets.map((offset) => ({ offset, kind, unit }))]);
  }
  for (const own of orders.values()) own.sort((a, b) => a.offset - b.offset);
  return orders;
}

/** It ended because it was told to, by an order that was not carried out yet: however it went, that breaks nothing down. */
export function wasToldToStop({ place }: Finding, orders: Orders): boolean {
  const open = new Set<string>();
  for (const { kind, offset, unit } of orders.get(streamKey(place)) ?? []) {
    if (offset >= place.offset) break;
    if (kind === 'Stopping') open.add(unit);
    else if (kind === 'Stopped') open.delete(unit);
    else open.clear();
  }
  return open.size > 0;
}
