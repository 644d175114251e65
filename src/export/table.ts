/** A time is microseconds since 1970 UTC. */
export type ColumnType = 'text' | 'integer' | 'time';
export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export interface Column {
  name: string;
  type: ColumnType;
}

/** A table that is taken away: its columns, in order. */
export interface Table {
  name: string;
  columns: readonly Column[];
}

const table = (name: string, columns: Record<string, ColumnType>): Table => ({
  name,
  columns: Object.entries({ ...OF_EVERY_ROW, ...columns }).map(([column, type]) => ({ name: column, type })),
});

/** What each row tells of its batch, so that no question needs a join to be asked by platform or firmware. */
const OF_EVERY_ROW = { batch: 'text', platform: 'text', firmware: 'text' } as const;
const WRITER = { ecu: 'text', app: 'text', context: 'text' } as const;
const PLACE = { file: 'integer', member: 'text', byte_offset: 'integer', byte_length: 'integer' } as const;
const SPAN = { first_time: 'time', last_time: 'time' } as const;

export const TABLES = {
  batches: table('batches', {
    vehicle: 'text',
    firmware_from: 'text',
    campaign: 'text',
    created: 'time',
    state: 'text',
    verdict: 'text',
    cause: 'text',
    headline: 'text',
    outcome: 'text',
    files: 'integer',
    records: 'integer',
  }),
  records: table('records', { ...PLACE, time: 'time', ...WRITER, level: 'text', text: 'text', template: 'text' }),
  faults: table('faults', {
    kind: 'text',
    vocabulary: 'text',
    code: 'text',
    role: 'text',
    ...WRITER,
    title: 'text',
    facts: 'text',
    count: 'integer',
    ...SPAN,
    boot: 'integer',
    ...PLACE,
  }),
  templates: table('templates', {
    fingerprint: 'text',
    ...WRITER,
    level: 'text',
    template: 'text',
    count: 'integer',
    ...SPAN,
    failure: 'integer',
    ...PLACE,
  }),
  episodes: table('episodes', {
    kind: 'text',
    ecu: 'text',
    ordinal: 'integer',
    name: 'text',
    state: 'text',
    ...SPAN,
    records: 'integer',
    lost_messages: 'integer',
    clock: 'text',
    ...PLACE,
  }),
} as const;

export type TableName = keyof typeof TABLES;
