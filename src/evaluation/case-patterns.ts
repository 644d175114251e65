import { createContext, Script } from 'node:vm';
import { CasesUnusable } from './case.ts';

/** For all patterns of a case over one text, which is some kilobytes: a thousand times what a sound pattern takes. */
const PATIENCE_MS = 1_000;

const search = new Script('patterns.some((pattern) => new RegExp(pattern, "im").test(text))');
const context = createContext({ patterns: [] as readonly string[], text: '' });

/**
 * Does one of the patterns occur in the text? They are written by whoever wrote the case and may backtrack without end, so
 * they run where V8 can stop them. Throws `CasesUnusable` when it has to.
 */
export function anyOccurs(patterns: readonly string[], text: string): boolean {
  Object.assign(context, { patterns, text });
  try {
    return search.runInContext(context, { timeout: PATIENCE_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new CasesUnusable(
      `One of these patterns takes longer than ${PATIENCE_MS / 1000} s on a report: ${patterns.join('  ')}. Repeat no repetition in it.`,
    );
  }
}
