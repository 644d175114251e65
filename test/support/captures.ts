/** Writes pcap and pcapng files and the packets in them, layer by layer: `udp(…)` goes into `ipv4(…)` into `ethernet(…)`. */

export const bytesOf = (...parts: (Uint8Array | number[] | string)[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))),
  );

export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];
export const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value)];
const reversed = (bytes: number[]): number[] => [...bytes].reverse();

export interface WrittenPacket {
  timeUs?: number;
  data: Uint8Array;
  /** Bytes cut off by snaplen. */
  missing?: number;
}

export interface PcapOptions {
  linkType?: number;
  isBigEndian?: boolean;
  hasNanoseconds?: boolean;
}

/** 2026-03-01 12:00 UTC. */
export const NOON_US = Date.UTC(2026, 2, 1, 12) * 1000;

export function pcap(packets: WrittenPacket[], options: PcapOptions = {}): Uint8Array {
  const { linkType = 1, isBigEndian = false, hasNanoseconds = false } = options;
  const word = (value: number) => (isBigEndian ? u32(value) : reversed(u32(value)));
  const half = (value: number) => (isBigEndian ? u16(value) : reversed(u16(value)));
  const magic = word(hasNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
  const header = [...magic, ...half(2), ...half(4), ...word(0), ...word(0), ...word(65535), ...word(linkType)];
  const parts = packets.map(({ timeUs = NOON_US, data, missing = 0 }) => {
    const fraction = (timeUs % 1e6) * (hasNanoseconds ? 1000 : 1);
    const lengths = [...word(data.length), ...word(data.length + missing)];
    return bytesOf([...word(Math.floor(timeUs / 1e6)), ...word(fraction), ...lengths], data);
  });
  return bytesOf(header, ...parts);
}

const padded = (bytes: Uint8Array): Uint8Array => bytesOf(bytes, new Uint8Array(-bytes.length & 3));

export interface BlockWriter {
  isBigEndian?: boolean;
}

/** One block of pcapng: its body is padded to words. */
export function block(type: number, body: Uint8Array, { isBigEndian = false }: BlockWriter = {}): Uint8Array {
  const word = (value: number) => (isBigEndian ? u32(value) : reversed(u32(value)));
  const whole = padded(body);
  return bytesOf(word(type), word(whole.length + 12), whole, word(whole.length + 12));
}

export function section(options: BlockWriter = {}): Uint8Array {
  const { isBigEndian = false } = options;
  const order = isBigEndian ? [0x1a, 0x2b, 0x3c, 0x4d] : [0x4d, 0x3c, 0x2b, 0x1a];
  const version = isBigEndian ? [0, 1, 0, 0] : [1, 0, 0, 0];
  return block(0x0a0d0d0a, bytesOf(order, version, new Uint8Array(8).fill(0xff)), options);
}

export interface InterfaceOptions extends BlockWriter {
  linkType?: number;
  name?: string;
  /** `if_tsresol`. */
  resolution?: number;
  offsetSeconds?: number;
}

export function interfaceBlock(options: InterfaceOptions = {}): Uint8Array {
  const { isBigEndian = false, linkType = 1, name, resolution, offsetSeconds } = options;
  const half = (value: number) => (isBigEndian ? u16(value) : reversed(u16(value)));
  const option = (code: number, value: Uint8Array) => bytesOf(half(code), half(value.length), padded(value));
  const offset = new Uint8Array(8);
  new DataView(offset.buffer).setBigInt64(0, BigInt(offsetSeconds ?? 0), !isBigEndian);
  const parts = [
    ...(name === undefined ? [] : [option(2, bytesOf(name))]),
    ...(resolution === undefined ? [] : [option(9, Uint8Array.of(resolution))]),
    ...(offsetSeconds === undefined ? [] : [option(14, offset)]),
    bytesOf(half(0), half(0)),
  ];
  return block(1, bytesOf(half(linkType), half(0), new Uint8Array(4), ...parts), options);
}

export interface EnhancedPacket extends BlockWriter {
  interfaceId?: number;
  /** Ticks of the interface's clock. */
  ticks?: bigint;
  data: Uint8Array;
  isOutbound?: boolean;
}

export function packetBlock(options: EnhancedPacket): Uint8Array {
  const { isBigEndian = false, interfaceId = 0, ticks = BigInt(NOON_US), data, isOutbound = false } = options;
  const word = (value: number) => (isBigEndian ? u32(value) : reversed(u32(value)));
  const time = [...word(Number(ticks >> 32n)), ...word(Number(ticks & 0xffffffffn))];
  const flags = isOutbound ? [2, 0, 4, 0, 2, 0, 0, 0, 0, 0, 0, 0] : [];
  const fields = [...word(interfaceId), ...time, ...word(data.length), ...word(data.length)];
  return block(6, bytesOf(fields, padded(data), flags), options);
}

/** An Ethernet frame, behind any number of VLAN tags. */
export function ethernet(payload: Uint8Array, etherType = 0x0800, vlans: number[] = []): Uint8Array {
  const tags = vlans.flatMap((vlan) => [0x81, 0x00, ...u16(vlan)]);
  return bytesOf([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2], tags, u16(etherType), payload);
}

export interface IpOptions {
  protocol: number;
  from?: number[];
  to?: number[];
  id?: number;
  /** In bytes. */
  fragmentOffset?: number;
  hasMore?: boolean;
}

export const TESTER = [10, 0, 0, 1];
export const GATEWAY = [10, 0, 0, 2];

export function ipv4(payload: Uint8Array, options: IpOptions): Uint8Array {
  const { protocol, from = TESTER, to = GATEWAY, id = 0, fragmentOffset = 0, hasMore = false } = options;
  const fragment = (fragmentOffset >> 3) | (hasMore ? 0x2000 : 0);
  const start = [0x45, 0, ...u16(20 + payload.length), ...u16(id), ...u16(fragment), 64, protocol, 0, 0];
  return bytesOf(start, from, to, payload);
}

const IPV6_TESTER = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const IPV6_GATEWAY = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2];

export function ipv6(payload: Uint8Array, options: IpOptions): Uint8Array {
  const { protocol, id = 0, fragmentOffset, hasMore = false } = options;
  const isFragment = fragmentOffset !== undefined;
  const extension = isFragment ? [protocol, 0, ...u16(fragmentOffset | (hasMore ? 1 : 0)), ...u32(id)] : [];
  const next = isFragment ? 44 : protocol;
  const start = [0x60, 0, 0, 0, ...u16(extension.length + payload.length), next, 64];
  return bytesOf(start, IPV6_TESTER, IPV6_GATEWAY, extension, payload);
}

export interface PortOptions {
  source?: number;
  destination?: number;
}

export function udp(payload: Uint8Array, { source = 50_000, destination = 13_400 }: PortOptions = {}): Uint8Array {
  return bytesOf(u16(source), u16(destination), u16(8 + payload.length), [0, 0], payload);
}

export interface TcpOptions extends PortOptions {
  sequence: number;
  acknowledged?: number;
  isSyn?: boolean;
}

export function tcp(payload: Uint8Array, options: TcpOptions): Uint8Array {
  const { source = 50_000, destination = 13_400, sequence, acknowledged, isSyn = false } = options;
  const flags = (isSyn ? 2 : 0) | (acknowledged === undefined ? 0 : 16);
  const start = [...u16(source), ...u16(destination), ...u32(sequence >>> 0), ...u32(acknowledged ?? 0)];
  return bytesOf(start, [0x50, flags, 0xff, 0xff, 0, 0, 0, 0], payload);
}

/** A datagram from the tester, the whole way down. */
export const datagram = (payload: Uint8Array, ports?: PortOptions): Uint8Array =>
  ethernet(ipv4(udp(payload, ports), { protocol: 17 }));

/** A segment from the tester, the whole way down. */
export const segment = (payload: Uint8Array, options: TcpOptions): Uint8Array =>
  ethernet(ipv4(tcp(payload, options), { protocol: 6 }));

/** A segment from the gateway. */
export const answer = (payload: Uint8Array, options: TcpOptions): Uint8Array => {
  const ports = { source: 13_400, destination: 50_000 };
  return ethernet(ipv4(tcp(payload, { ...ports, ...options }), { protocol: 6, from: GATEWAY, to: TESTER }));
};

export function doip(type: number, payload: Uint8Array | number[]): Uint8Array {
  return bytesOf([2, 0xfd], u16(type), u32(payload.length), payload);
}

export const diagnostic = (source: number, target: number, data: number[]): Uint8Array =>
  doip(0x8001, [...u16(source), ...u16(target), ...data]);

export interface SomeIpOptions {
  service?: number;
  method?: number;
  type?: number;
  returnCode?: number;
  session?: number;
  payload?: number[];
}

export function someIp(options: SomeIpOptions = {}): Uint8Array {
  const { service = 0x1234, method = 0x0421, type = 0, returnCode = 0, session = 3, payload = [] } = options;
  const start = [...u16(service), ...u16(method), ...u32(8 + payload.length)];
  return bytesOf(start, u16(17), u16(session), [1, 1, type, returnCode], payload);
}

export interface CanOptions {
  /** With SocketCAN's flag bits. */
  id: number;
  data: number[];
  isLittleEndian?: boolean;
  fdFlags?: number;
}

export function socketCan({ id, data, isLittleEndian = false, fdFlags = 0 }: CanOptions): Uint8Array {
  const word = u32(id);
  return bytesOf(isLittleEndian ? reversed(word) : word, [data.length, fdFlags, 0, 0], data);
}

/** A cooked packet of Linux, of either version. */
export function cooked(payload: Uint8Array, etherType: number, direction = 0): Uint8Array {
  return bytesOf(u16(direction), u16(280), new Uint8Array(10), u16(etherType), payload);
}

export function cooked2(payload: Uint8Array, etherType: number, interfaceIndex: number, direction = 0): Uint8Array {
  return bytesOf(u16(etherType), [0, 0], u32(interfaceIndex), u16(280), [direction, 0], new Uint8Array(8), payload);
}

/** A DLT message as it goes over a network: no storage header, ECU and extended header, one string. */
export function networkDlt(text: string, { isSerial = false } = {}): Uint8Array {
  const payload = bytesOf([0, 2, 0, 0], reversed(u16(text.length + 1)), text, [0]);
  const headers = bytesOf('GATE', u32(4711), [0x41, 1], 'OTA\0', 'INST');
  return bytesOf(isSerial ? 'DLS\x01' : '', [0x35, 7], u16(4 + headers.length + payload.length), headers, payload);
}
