type Column = Int32Array | Float64Array | Uint8Array;

/** `column`, or a copy twice as long (or longer) that has a place `index`; new places hold `fill`. */
export function grownTo<T extends Column>(column: T, index: number, fill = 0): T {
  if (index < column.length) return column;
  const length = Math.max(column.length * 2, index + 1);
  const grown = new (column.constructor as new (length: number) => T)(length);
  grown.fill(fill);
  grown.set(column);
  return grown;
}
