import { prefixedHex } from '../text-record.ts';

/** Message id of service discovery (AUTOSAR PRS_SOMEIPServiceDiscoveryProtocol). */
export const SD_SERVICE = 0xffff;
export const SD_METHOD = 0x8100;

const FLAGS_BYTES = 4;
const ENTRY_BYTES = 16;
const REBOOT_FLAG = 0x80;
/** More than one datagram of an Ethernet frame holds; the rest of what fragments carry is counted. */
const MAX_ENTRIES_SHOWN = 96;

/** Entry types, and what they mean with a time to live of 0. */
const ENTRIES: Readonly<Record<number, { name: string; ended: string; isEventgroup: boolean }>> = {
  0: { name: 'find', ended: 'find', isEventgroup: false },
  1: { name: 'offer', ended: 'stop offer', isEventgroup: false },
  6: { name: 'subscribe', ended: 'stop subscribe', isEventgroup: true },
  7: { name: 'subscribe acknowledged', ended: 'subscribe refused', isEventgroup: true },
};

/** ` after reboot: offer 0x1234.1 v1.0 ttl 3, subscribe refused 0x1234.1 v1 eventgroup 5`; as far as it was captured. */
export function discoveryText(view: DataView, at: number, end: number): string {
  if (at + FLAGS_BYTES + 4 > end) return ': cut off';
  const entriesAt = at + FLAGS_BYTES + 4;
  const count = Math.floor(Math.min(view.getUint32(at + FLAGS_BYTES), end - entriesAt) / ENTRY_BYTES);
  const shown = Math.min(count, MAX_ENTRIES_SHOWN);
  const entries = Array.from({ length: shown }, (_, n) => entryText(view, entriesAt + n * ENTRY_BYTES));
  if (count > shown) entries.push(`and ${count - shown} more`);
  const reboot = view.getUint8(at) & REBOOT_FLAG ? ' after reboot' : '';
  return `${reboot}: ${entries.join(', ') || 'no entries'}`;
}

function entryText(view: DataView, at: number): string {
  const type = view.getUint8(at);
  const entry = ENTRIES[type] ?? { name: `entry ${type}`, ended: `entry ${type}`, isEventgroup: false };
  const timeToLive = view.getUint32(at + 8) & 0xffffff;
  const service = `${prefixedHex(view.getUint16(at + 4), 4)}.${view.getUint16(at + 6)} v${view.getUint8(at + 8)}`;
  const named = `${timeToLive === 0 ? entry.ended : entry.name} ${service}`;
  const rest = entry.isEventgroup ? ` eventgroup ${view.getUint16(at + 14)}` : `.${view.getUint32(at + 12)}`;
  return timeToLive === 0 ? `${named}${rest}` : `${named}${rest} ttl ${timeToLive}`;
}
