/** A SOME/IP-SD message, read back from the text that its record has (`src/parsers/packets/someip`). */
export interface DiscoveryMessage {
  session: number;
  receiver: string;
  /** The reboot flag: set from a restart until the session counter of the relation wraps. */
  isAfterReboot: boolean;
  entries: readonly DiscoveryEntry[];
}

export interface DiscoveryEntry {
  action: string;
  /** `0x1234`. */
  service: string;
  /** 65535 stands for any. */
  instance: number;
  /** -1 for entries of services. */
  eventgroup: number;
  /** Seconds; 0 where the entry ends something. */
  timeToLive: number;
}

const HEAD = /^SOME\/IP-SD session (\d{1,5}) to ([\w.:]{1,64}|its peer)( after reboot)?: /;
const ENTRY =
  /^([a-z ]{4,22}) (0x[0-9a-f]{4})\.(\d{1,5}) v\d{1,3}(?:\.\d{1,10}| eventgroup (\d{1,5}))(?: ttl (\d{1,8}))?$/;

export function readDiscovery(text: string): DiscoveryMessage | undefined {
  const head = HEAD.exec(text);
  if (!head) return undefined;
  const entries = text.slice(head[0].length).split(', ').flatMap(readEntry);
  return { session: Number(head[1]), receiver: head[2], isAfterReboot: head[3] !== undefined, entries };
}

function readEntry(text: string): DiscoveryEntry[] {
  const found = ENTRY.exec(text);
  if (!found) return [];
  const [, action, service, instance, eventgroup = '-1', timeToLive = '0'] = found;
  return [
    {
      action,
      service,
      instance: Number(instance),
      eventgroup: Number(eventgroup),
      timeToLive: Number(timeToLive),
    },
  ];
}

/** A multicast address of IPv4 or IPv6. */
export const isGroupAddress = (address: string): boolean => /^(?:22[4-9]|23\d)\.|^ff[0-9a-f]{2}:/.test(address);
