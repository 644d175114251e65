import { Writable } from 'node:stream';

type Run = (event: unknown, stream: Writable, context: unknown) => Promise<unknown>;

/** Between the JSON prelude (status, headers) and the body of a streamed answer. */
const PRELUDE_END = '\0'.repeat(8);

/**
 * Emulators run handlers without the runtime's `awslambda.streamifyResponse`: there the answer is collected and returned
 * in one piece, in the encoding of the real stream. On Lambda this changes nothing. The SDK defines a bare `awslambda`, so
 * the function is what tells.
 */
export function ensureStreaming(): void {
  const scope = globalThis as { awslambda?: { streamifyResponse?: unknown } };
  if (typeof scope.awslambda?.streamifyResponse === 'function') return;
  Object.assign(globalThis, {
    awslambda: { ...scope.awslambda, streamifyResponse: collect, HttpResponseStream: { from: writePrelude } },
  });
}

const collect = (run: Run) => async (event: unknown, context: unknown) => {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  await run(event, stream, context);
  return Buffer.concat(chunks).toString('utf8');
};

function writePrelude(stream: Writable, prelude: unknown): Writable {
  stream.write(JSON.stringify(prelude) + PRELUDE_END);
  return stream;
}
