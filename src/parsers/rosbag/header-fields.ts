/** `op` of a record. */
export const Op = { message: 2, bagHeader: 3, index: 4, chunk: 5, chunkInfo: 6, connection: 7 } as const;
const OPS = new Set<number>(Object.values(Op));
const EQUALS = 0x3d;

/** The value of a field of the header at `at`, which must be there whole: length u32, then `name=value`, each. */
export function findField(view: DataView, at: number, name: string): DataView | undefined {
  return fieldIn(view, { from: at + 4, to: at + 4 + view.getUint32(at, true) }, name);
}

/** The same of the fields in `[from, to)`. */
export function fieldIn(
  view: DataView,
  { from, to }: { from: number; to: number },
  name: string,
): DataView | undefined {
  for (let p = from; p + 4 <= to; ) {
    const length = view.getUint32(p, true);
    const start = p + 4;
    p = start + length;
    if (p > to) return undefined;
    if (isNamed(view, start, p, name))
      return new DataView(view.buffer, view.byteOffset + start + name.length + 1, length - name.length - 1);
  }
}

function isNamed(view: DataView, at: number, end: number, name: string): boolean {
  if (at + name.length >= end || view.getUint8(at + name.length) !== EQUALS) return false;
  for (let n = 0; n < name.length; n++) if (view.getUint8(at + n) !== name.charCodeAt(n)) return false;
  return true;
}

/** What the record at `at` is; undefined where its header says nothing that can be. */
export function opAt(view: DataView, at: number): number | undefined {
  const field = findField(view, at, 'op');
  const op = field?.byteLength === 1 ? field.getUint8(0) : undefined;
  return op !== undefined && OPS.has(op) ? op : undefined;
}
