import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { toDotPath } from 'zod/v4/core';
import { defectOf } from '#src/evidence/vocabulary/linear-pattern.ts';

/** A failure (or, as a control, a session without one) whose cause is known, and how a right report on it is recognised. */
export const EvaluationCase = z.object({
  id: z.string().check(z.minLength(1)),
  /** Relative to the folder of `cases.json`; folders count with all that is in them. */
  files: z.array(z.string()).check(z.minLength(1)),
  family: z.string(),
  source: z.string(),
  stated_cause: z.string(),
  /**
   * Regular expressions, without regard to case, `^` and `$` at lines: one of them stands in a right report. Empty when the
   * logs do not hold the cause: then the right report says that it is INCONCLUSIVE.
   */
  cause_keywords: z.array(z.string()),
  /** Regular expressions of what a wrong report would name instead. */
  decoys: z.array(z.string()),
  /** One or more of the outcomes that are right, with `|` between them. */
  expected_outcome: z.string(),
  /** `control` for a session without a fault; otherwise any word that totals are to be made by. */
  kind: z.string(),
  /** What makes it harder: totals are made by it too. */
  modifier: z.optional(z.string()),
});
export type EvaluationCase = z.infer<typeof EvaluationCase>;

/** What people found untrue in reports: a report that says `phrase` again is counted. By id of the case. */
export const Judgements = z.record(z.string(), z.object({ phrase: z.string(), false_statement: z.string() }));
export type Judgements = z.infer<typeof Judgements>;

/** A folder of cases cannot be used as it is: one sentence that names the file and the place. */
export class CasesUnusable extends Error {
  override readonly name = 'CasesUnusable';
}

/** `cases.json` of a folder, and `judged.json` where there is one. Throws `CasesUnusable`. */
export async function readCases(folder: string): Promise<{ cases: EvaluationCase[]; judgements: Judgements }> {
  const listed = await readJson(folder, 'cases.json');
  if (listed === undefined) throw new CasesUnusable(`There is no cases.json in "${folder}".`);
  const cases = check(z.array(EvaluationCase), listed, 'cases.json');
  const twice = cases.find(({ id }, i) => cases.findIndex((other) => other.id === id) < i);
  if (twice) throw new CasesUnusable(`cases.json names two cases "${twice.id}": give each an id of its own.`);
  const judgements = check(Judgements, (await readJson(folder, 'judged.json')) ?? {}, 'judged.json');
  for (const { id, cause_keywords, decoys } of cases) requirePatterns(id, [...cause_keywords, ...decoys]);
  for (const [id, { phrase }] of Object.entries(judgements)) requirePatterns(id, [phrase]);
  return { cases, judgements };
}

async function readJson(folder: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CasesUnusable(`${name} in "${folder}" cannot be read: ${(error as Error).message}`);
  }
}

function check<T>(schema: z.ZodMiniType<T>, value: unknown, name: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [{ path, message }] = error.issues;
  throw new CasesUnusable(`${name} is wrong at ${toDotPath(path) || 'its top'}: ${message}.`);
}

function requirePatterns(id: string, patterns: readonly string[]): void {
  for (const pattern of patterns) {
    const defect = defectOf(pattern);
    if (defect) throw new CasesUnusable(`The case "${id}" has a pattern that cannot be used, "${pattern}": ${defect}.`);
  }
}
