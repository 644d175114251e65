const LF = 10;

/** One line of JSON per value. */
export async function* jsonLines(values: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const value of values) yield encoder.encode(`${JSON.stringify(value)}\n`);
}

export interface StoredLine {
  text: string;
  /** Where its bytes lie in the object, without the line end. */
  offset: number;
  length: number;
}

/** The lines of a text in UTF-8, whose chunks may end anywhere; never more than one line and one chunk are held. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StoredLine> {
  let rest: Uint8Array[] = [];
  let offset = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const line = decode([...rest, chunk.subarray(start, end)], offset);
      yield line;
      offset += line.length + 1;
      rest = [];
      start = end + 1;
    }
    // The chunk may be borrowed: what is kept of it is copied.
    if (start < chunk.length) rest.push(chunk.slice(start));
  }
  if (rest.length > 0) yield decode(rest, offset);
}

function decode(pieces: Uint8Array[], offset: number): StoredLine {
  const decoder = new TextDecoder();
  const text = pieces.map((piece) => decoder.decode(piece, { stream: true })).join('') + decoder.decode();
  return { text, offset, length: pieces.reduce((sum, { length }) => sum + length, 0) };
}
