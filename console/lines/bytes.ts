/** One row of a dump: sixteen bytes, each with whether it belongs to what is highlighted. */
interface DumpRow {
  offset: number;
  cells: { hex: string; isBody: boolean }[];
  text: string;
}

const ROW = 16;

/** `hex` as rows, the place of each told as it is in the stream; `body` is where the text of the record lies there. */
export function dumpRows(hex: string, offset: number, body: { offset: number; length: number } | null): DumpRow[] {
  const bytes = hex.match(/../g) ?? [];
  const isBody = (at: number): boolean => body === null || (at >= body.offset && at < body.offset + body.length);
  return Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => {
    const first = row * ROW;
    const own = bytes.slice(first, first + ROW);
    return {
      offset: offset + first,
      cells: own.map((pair, at) => ({ hex: pair, isBody: isBody(offset + first + at) })),
      text: own.map(shown).join(''),
    };
  });
}

/** What is no printable ASCII is a dot. */
function shown(pair: string): string {
  const code = Number.parseInt(pair, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}
