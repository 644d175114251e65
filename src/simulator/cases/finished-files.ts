import type { LogFile } from '../session.ts';
import type { Trace } from './stage.ts';

/** A case whose fault does not show: it would measure nothing. */
export class FaultWithoutEffect extends Error {
  override readonly name = 'FaultWithoutEffect';
}

/**
 * What the case rests on stands in its logs, and not in those of the same session without the fault: they differ in more
 * than times. Without a cause it rests on the end. Throws `FaultWithoutEffect`.
 */
export function requireEffect(
  files: readonly LogFile[],
  healthy: readonly LogFile[],
  { cause, end }: { cause: readonly Trace[]; end: readonly Trace[] },
): void {
  const proofs = cause.length > 0 ? cause : end;
  const shows = proofs.some((trace) => occurs(files, trace) && !occurs(healthy, trace));
  if (!shows)
    throw new FaultWithoutEffect(
      `Nothing in the logs tells of the fault: ${proofs.map(({ text }) => text).join(' | ')}`,
    );
}

const occurs = (files: readonly LogFile[], { file, text }: Trace): boolean =>
  files.some(({ name, bytes }) => name === file && Buffer.from(bytes).includes(text));

/** Bytes of the line after the cause that are still written. */
const KEPT_AFTER = 41;

/** Ends a file in the middle of the record after the last line that says why; other files stay whole. */
export function cutFile(file: LogFile, why: readonly Trace[]): LogFile {
  const ends = why.flatMap(({ file: name, text }) => {
    if (name !== file.name) return [];
    const at = Buffer.from(file.bytes).lastIndexOf(text);
    return at < 0 ? [] : [at + Buffer.byteLength(text) + KEPT_AFTER];
  });
  return ends.length === 0 ? file : { ...file, bytes: file.bytes.slice(0, Math.max(...ends)) };
}
