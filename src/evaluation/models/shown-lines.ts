import type { ModelRequest } from '#src/diagnosis/model/language-model.ts';

/** A line that a model was shown, in its input or by a tool. */
export interface ShownLine {
  id: string;
  /** Without delimiters; empty for a fact by absence. */
  quote: string;
  standing?: string;
  /** Milliseconds since 1970; null without a time. */
  timeMs: number | null;
}

interface ShownHypothesis {
  id: string;
  status: string;
  title: string;
  said: string[];
  evidence: string[];
}

/** What a model can know of a batch: the lines of its input, and those of each result so far. */
export interface Shown {
  evidence: ShownLine[];
  results: ShownLine[][];
  hypotheses: ShownHypothesis[];
  /** Evidence of how it ended. */
  outcome: string[];
}

type Fields = Record<string, unknown>;

export function readShown({ prompt, turns = [] }: ModelRequest): Shown {
  const [, delimiter = ''] = /between <([^<>]{1,64})>/.exec(prompt) ?? [];
  const plain = (text: string): string => text.replaceAll(`<${delimiter}>`, '').replaceAll(`</${delimiter}>`, '');
  const input = linesOf(prompt).map((fields) => plainFields(fields, plain));
  return {
    evidence: input.flatMap(lineOf),
    results: turns
      .flatMap(({ results }) => results)
      .map(({ text }) => linesOf(text).flatMap((fields) => lineOf(plainFields(fields, plain)))),
    hypotheses: input.filter(({ status }) => status !== undefined).map(hypothesisOf),
    outcome: input.flatMap(({ outcome }) => ((outcome as Fields | undefined)?.['evidence'] as string[]) ?? []),
  };
}

function linesOf(text: string): Fields[] {
  return text.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [];
    return [JSON.parse(line) as Fields];
  });
}

const plainFields = (fields: Fields, plain: (text: string) => string): Fields =>
  JSON.parse(plain(JSON.stringify(fields)));

function lineOf({ evidence, quote, standing, time }: Fields): ShownLine[] {
  if (typeof evidence !== 'string') return [];
  const timeMs = typeof time === 'string' ? Date.parse(time) : null;
  const text = typeof quote === 'string' ? quote : '';
  return [{ id: evidence, quote: text, timeMs, ...(typeof standing === 'string' && { standing }) }];
}

const hypothesisOf = ({ evidence, hypothesis, said, status, title }: Fields): ShownHypothesis => ({
  id: String(hypothesis),
  status: String(status),
  title: String(title ?? ''),
  said: (said as string[]) ?? [],
  evidence: (evidence as string[]) ?? [],
});
