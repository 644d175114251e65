/** Reads `size` bytes in parts, several in flight, and yields them in order. An abandoned loop starts no further reads. */
export async function* readAhead(
  size: number,
  { partBytes, inFlight }: { partBytes: number; inFlight: number },
  read: (offset: number, length: number) => Promise<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const pending: Promise<Uint8Array>[] = [];
  for (let offset = 0; offset < size || pending.length > 0; ) {
    while (offset < size && pending.length < inFlight) {
      const part = read(offset, Math.min(partBytes, size - offset));
      // Failures surface when their turn comes; until then they must not count as unhandled.
      part.catch(() => undefined);
      pending.push(part);
      offset += partBytes;
    }
    const next = pending.shift();
    if (next) yield await next;
  }
}
