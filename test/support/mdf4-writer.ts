import { deflateSync } from 'node:zlib';

/** Writes MDF4 files block by block. Links are filled in as blocks are laid one behind the other: a tree becomes a file. */

export interface BlockSpec {
  id: string;
  links: (BlockSpec | undefined)[];
  data: Uint8Array;
}

const block = (id: string, links: (BlockSpec | undefined)[], data: Uint8Array = new Uint8Array(0)): BlockSpec => ({
  id,
  links,
  data,
});

/** Little-endian fields: `[value, bytes]`, floats as `['f64', value]`. */
export type Field = readonly [value: number | bigint, bytes: 1 | 2 | 4 | 8] | readonly ['f64' | 'f32', number];

export function fields(...list: Field[]): Uint8Array {
  const parts = list.map(([first, second]) => {
    const bytes = new Uint8Array(typeof first === 'string' ? (first === 'f64' ? 8 : 4) : second);
    const view = new DataView(bytes.buffer);
    if (first === 'f64') view.setFloat64(0, second, true);
    else if (first === 'f32') view.setFloat32(0, second, true);
    else if (second === 8) view.setBigInt64(0, BigInt(first), true);
    else for (let i = 0; i < second; i++) bytes[i] = Number(first) / 2 ** (8 * i);
    return bytes;
  });
  return new Uint8Array(Buffer.concat(parts));
}

const text = (value: string): BlockSpec => block('TX', [], new TextEncoder().encode(`${value}\0`));
const named = (value: string | undefined): BlockSpec | undefined => (value === undefined ? undefined : text(value));

export interface ConversionSpec {
  type: number;
  values?: number[];
  formula?: string;
}

function conversion({ type, values = [], formula }: ConversionSpec): BlockSpec {
  const references = formula === undefined ? [] : [text(formula)];
  const head = fields([type, 1], [0, 1], [0, 2], [references.length, 2], [values.length, 2], ['f64', 0], ['f64', 0]);
  const numbers = values.map((value): Field => ['f64', value]);
  return block(
    'CC',
    [undefined, undefined, undefined, undefined, ...references],
    new Uint8Array(Buffer.concat([head, fields(...numbers)])),
  );
}

export interface ChannelSpec {
  name: string;
  unit?: string;
  type?: number;
  syncType?: number;
  dataType?: number;
  bitOffset?: number;
  byteOffset?: number;
  bitCount?: number;
  flags?: number;
  invalidationBit?: number;
  conversion?: ConversionSpec;
  data?: BlockSpec;
  parts?: ChannelSpec[];
}

/** `1e-9` seconds in 64 bits, at the start of the record. */
export const TIME: ChannelSpec = {
  name: 'Timestamp',
  unit: 's',
  type: 2,
  syncType: 1,
  bitCount: 64,
  conversion: { type: 1, values: [0, 1e-9] },
};

function channels(list: ChannelSpec[]): BlockSpec | undefined {
  return list.reduceRight<BlockSpec | undefined>((next, spec) => channel(spec, next), undefined);
}

function channel(spec: ChannelSpec, next: BlockSpec | undefined): BlockSpec {
  const { type = 0, syncType = 0, dataType = 0, bitOffset = 0, byteOffset = 0, bitCount = 8 } = spec;
  const { flags = 0, invalidationBit = 0 } = spec;
  const links = [
    next,
    channels(spec.parts ?? []),
    text(spec.name),
    undefined,
    spec.conversion && conversion(spec.conversion),
    spec.data,
    named(spec.unit),
    undefined,
  ];
  const head = fields([type, 1], [syncType, 1], [dataType, 1], [bitOffset, 1], [byteOffset, 4], [bitCount, 4]);
  const tail = fields([flags, 4], [invalidationBit, 4], [0, 4], [0, 4], ...Array<Field>(6).fill(['f64', 0]));
  return block('CN', links, new Uint8Array(Buffer.concat([head, tail])));
}

export interface GroupSpec {
  recordId?: number;
  name?: string;
  source?: string;
  dataBytes: number;
  invalidationBytes?: number;
  records?: number;
  channels: ChannelSpec[];
}

export function group(spec: GroupSpec, next?: BlockSpec): BlockSpec {
  const { recordId = 0, records = 0, dataBytes, invalidationBytes = 0 } = spec;
  const source =
    spec.source === undefined
      ? undefined
      : block('SI', [text(spec.source), undefined, undefined], fields([2, 1], [2, 1], [0, 1], [0, 1], [0, 4]));
  const links = [next, channels(spec.channels), named(spec.name), source, undefined, undefined];
  return block(
    'CG',
    links,
    fields([recordId, 8], [records, 8], [0, 2], [0, 2], [0, 4], [dataBytes, 4], [invalidationBytes, 4]),
  );
}

/** The group of values of variable length. */
export const variableGroup = (recordId: number, next?: BlockSpec): BlockSpec =>
  block(
    'CG',
    [next, undefined, undefined, undefined, undefined, undefined],
    fields([recordId, 8], [0, 8], [1, 2], [0, 2], [0, 4], [0, 8]),
  );

export const plain = (data: Uint8Array, id = 'DT'): BlockSpec => block(id, [], data);

/** Deflated; with `columns` the bytes of records so long stand column by column. */
export function zipped(data: Uint8Array, { columns = 0, id = 'DT' } = {}): BlockSpec {
  const packed = deflateSync(columns > 0 ? transpose(data, columns) : data);
  const [first, second] = Buffer.from(id);
  const head = fields(
    [first, 1],
    [second, 1],
    [columns > 0 ? 1 : 0, 1],
    [0, 1],
    [columns, 4],
    [data.length, 8],
    [packed.length, 8],
  );
  return block('DZ', [], new Uint8Array(Buffer.concat([head, packed])));
}

function transpose(data: Uint8Array, columns: number): Uint8Array {
  const rows = Math.floor(data.length / columns);
  const result = Uint8Array.from(data);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column];
  return result;
}

export function list(blocks: BlockSpec[], next?: BlockSpec): BlockSpec {
  return block('DL', [next, ...blocks], fields([0, 4], [blocks.length, 4], ...blocks.map((): Field => [0, 8])));
}

export const headed = (first: BlockSpec): BlockSpec => block('HL', [first], fields([0, 4], [0, 4]));

export interface DataGroupSpec {
  recordIdBytes?: number;
  group: BlockSpec;
  data?: BlockSpec;
}

export interface FileSpec {
  dataGroups: DataGroupSpec[];
  startNs?: bigint;
  isLocalTime?: boolean;
  isUnfinished?: boolean;
  version?: number;
}

/** 2026-03-01 12:00 UTC. */
export const NOON_NS = BigInt(Date.UTC(2026, 2, 1, 12)) * 1_000_000n;

export function mdf4(spec: FileSpec): Uint8Array {
  const { startNs = NOON_NS, isLocalTime = false, isUnfinished = false, version = 411 } = spec;
  const first = spec.dataGroups.reduceRight<BlockSpec | undefined>(
    (next, { recordIdBytes = 0, group: own, data }) =>
      block('DG', [next, own, data, undefined], fields([recordIdBytes, 1], [0, 1], [0, 2], [0, 4])),
    undefined,
  );
  const header = block(
    'HD',
    [first, undefined, undefined, undefined, undefined, undefined],
    fields([startNs, 8], [0, 2], [0, 2], [isLocalTime ? 1 : 0, 1], [0, 1], [0, 2], ['f64', 0], ['f64', 0]),
  );
  const head = new Uint8Array(64);
  head.set(Buffer.from(isUnfinished ? 'UnFinMF ' : 'MDF     '));
  head.set(Buffer.from(`${(version / 100).toFixed(2)}    `), 8);
  head.set([version & 0xff, version >> 8], 28);
  if (isUnfinished) head[60] = 0x25;
  return laid(head, header, isUnfinished);
}

/** Blocks one behind the other, the header first, data last, as loggers write them. */
function laid(head: Uint8Array, root: BlockSpec, isUnfinished: boolean): Uint8Array {
  const order = inOrder(root);
  const places = new Map<BlockSpec, number>();
  let at = head.length;
  for (const each of order) {
    places.set(each, at);
    at += (lengthOf(each) + 7) & ~7;
  }
  const file = new Uint8Array(at);
  file.set(head);
  for (const each of order) {
    const bytes = fields(
      [0, 4],
      [isUnfinished && each.id === 'DT' ? 24 : lengthOf(each), 8],
      [each.links.length, 8],
      ...each.links.map((link): Field => [link ? (places.get(link) ?? 0) : 0, 8]),
    );
    const place = places.get(each) ?? 0;
    file.set(Buffer.from(`##${each.id}`), place);
    file.set(bytes, place + 4);
    file.set(each.data, place + 4 + bytes.length);
  }
  const last = order.at(-1);
  return last && isUnfinished ? file.subarray(0, (places.get(last) ?? 0) + lengthOf(last)) : file;
}

const lengthOf = ({ links, data }: BlockSpec): number => 24 + 8 * links.length + data.length;

const DATA = new Set(['DT', 'DV', 'DZ', 'SD']);

function inOrder(root: BlockSpec): BlockSpec[] {
  const found = new Set<BlockSpec>();
  const visit = (each: BlockSpec | undefined): void => {
    if (!each || found.has(each)) return;
    found.add(each);
    each.links.forEach(visit);
  };
  visit(root);
  const all = [...found];
  return [...all.filter(({ id }) => !DATA.has(id)), ...all.filter(({ id }) => DATA.has(id))];
}

/** A frame group as loggers declare it: time, then 16 bytes of frame with up to eight bytes of data in it. */
export const CAN_GROUP: GroupSpec = {
  name: 'CAN_DataFrame',
  source: 'CAN',
  dataBytes: 24,
  channels: [
    TIME,
    {
      name: 'CAN_DataFrame',
      dataType: 10,
      byteOffset: 8,
      bitCount: 128,
      flags: 0x400,
      parts: [
        { name: 'CAN_DataFrame.BusChannel', byteOffset: 8, bitCount: 4 },
        { name: 'CAN_DataFrame.Dir', byteOffset: 8, bitOffset: 4, bitCount: 1 },
        { name: 'CAN_DataFrame.IDE', byteOffset: 8, bitOffset: 5, bitCount: 1 },
        { name: 'CAN_DataFrame.EDL', byteOffset: 8, bitOffset: 6, bitCount: 1 },
        { name: 'CAN_DataFrame.DataLength', byteOffset: 9, bitCount: 7 },
        { name: 'CAN_DataFrame.ID', byteOffset: 12, bitCount: 29 },
        { name: 'CAN_DataFrame.DataBytes', dataType: 10, byteOffset: 16, bitCount: 64 },
      ],
    },
  ],
};

export interface FrameSpec {
  ms: number;
  id: number;
  data: number[];
  bus?: number;
  isSent?: boolean;
  isExtended?: boolean;
}

/** A record of `CAN_GROUP`. */
export function canRecord({ ms, id, data, bus = 1, isSent = false, isExtended = false }: FrameSpec): Uint8Array {
  const flags = bus | (isSent ? 16 : 0) | (isExtended ? 32 : 0);
  const head = fields([BigInt(ms) * 1_000_000n, 8], [flags, 1], [data.length, 1], [0, 2], [id, 4]);
  const bytes = new Uint8Array(8);
  bytes.set(data);
  return new Uint8Array(Buffer.concat([head, bytes]));
}
