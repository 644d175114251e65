/** What a column holds, by PEAK's letters (`$COLUMNS`); version 1.x writes the direction as the type. */
export const Column = {
  number: 0,
  offset: 1,
  type: 2,
  bus: 3,
  id: 4,
  direction: 5,
  reserved: 6,
  length: 7,
  dlc: 8,
  data: 9,
} as const;

const LETTERS: Readonly<Record<string, number>> = {
  N: Column.number,
  O: Column.offset,
  T: Column.type,
  B: Column.bus,
  I: Column.id,
  d: Column.direction,
  R: Column.reserved,
  l: Column.length,
  L: Column.dlc,
  D: Column.data,
};

export type TrcLayout = readonly number[];

export const MAX_COLUMNS = 16;

/** The columns named in `N,O,T,B,I,d,R,L,D`; undefined where a frame could not be read from them. */
export function layoutOf(letters: string): TrcLayout | undefined {
  const columns = letters.split(',').map((letter) => LETTERS[letter.trim()] ?? Column.reserved);
  const isWhole = [Column.offset, Column.id, Column.data].every((column) => columns.includes(column));
  const hasLength = columns.includes(Column.length) || columns.includes(Column.dlc);
  return isWhole && hasLength && columns.length <= MAX_COLUMNS ? columns : undefined;
}

/** Layouts by version: 1.x never names its columns, 2.x always does (PEAK_CAN_TRC_File_Format.pdf). */
export const LAYOUTS: Readonly<Record<string, TrcLayout>> = {
  '2.1': layout('N,O,T,B,I,d,R,L,D'),
  '2.0': layout('N,O,T,I,d,l,D'),
  '1.3': layout('N,O,B,T,I,R,L,D'),
  '1.2': layout('N,O,B,T,I,L,D'),
  '1.1': layout('N,O,T,I,L,D'),
  '1.0': layout('N,O,I,L,D'),
};

function layout(letters: string): TrcLayout {
  return layoutOf(letters) ?? [];
}
