import type { IpHeader } from './ip-header.ts';

/** Hosts of one capture; a vehicle has some dozens. Those beyond share one name. */
const MAX_HOSTS = 4096;

/** A sender or receiver of packets, by its IP address. */
export interface Host {
  /** `192.168.0.5`, `fe80::1`. */
  name: string;
  /** Source index by SOME/IP service. */
  services: Map<number, number>;
}

export class Hosts {
  readonly #v4 = new Map<number, Host>();
  readonly #v6 = new Map<string, Host>();
  readonly #others: Host = { name: 'other hosts', services: new Map() };

  senderOf({ bytes, addressesAt, addressBytes }: IpHeader): Host {
    return this.#hostAt(bytes, addressesAt, addressBytes);
  }

  /** A host, or the group that a multicast goes to. */
  receiverOf({ bytes, addressesAt, addressBytes }: IpHeader): Host {
    return this.#hostAt(bytes, addressesAt + addressBytes, addressBytes);
  }

  #hostAt(bytes: Uint8Array, at: number, addressBytes: number): Host {
    if (addressBytes === 4) {
      const key = ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
      return this.#v4.get(key) ?? this.#add(this.#v4, key, bytes.subarray(at, at + 4).join('.'));
    }
    const name = ipv6Text(bytes, at);
    return this.#v6.get(name) ?? this.#add(this.#v6, name, name);
  }

  #add<Key>(hosts: Map<Key, Host>, key: Key, name: string): Host {
    if (hosts.size >= MAX_HOSTS) return this.#others;
    const host = { name, services: new Map<number, number>() };
    hosts.set(key, host);
    return host;
  }
}

/** RFC 5952: lower case, the longest run of zero groups as `::`. */
function ipv6Text(bytes: Uint8Array, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => ((bytes[at + 2 * i] << 8) | bytes[at + 2 * i + 1]).toString(16));
  const text = groups.join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
  if (runs.length === 0) return text;
  const [{ 0: run, index }] = runs;
  return `${text.slice(0, Math.max(0, index - 1))}::${text.slice(index + run.length + 1)}`;
}
