import type { EvaluationCase } from '../case.ts';
import { anyOccurs } from '../case-patterns.ts';
import type { Move, Player } from './player.ts';
import { readShown, type Shown, type ShownLine } from './shown-lines.ts';

type Truth = Pick<EvaluationCase, 'cause_keywords' | 'decoys'>;

/** One look-up is for what the failed try has and good ones have not, one for what came behind the cause. */
const MAX_SEARCHES = 6;
const MAX_ORIGINS = 3;
const MAX_PARTNERS = 4;

/**
 * Knows the patterns of the cause, and no line: what it proposes it has to find and cite through the tools, past the same
 * gate as any model. So what it misses is what the tools and the gate keep from a model that judges right.
 */
export const oracle =
  (truth: Truth): Player =>
  (request) => {
    const shown = readShown(request);
    const { length: looked } = request.turns ?? [];
    if (truth.cause_keywords.length === 0 || leadsRight(shown, truth)) return { say: [] };
    if (request.tools === undefined) return propose(shown, truth);
    if (looked === 0) return { look: searchesFor(truth) };
    const [origin] = originsIn(shown, truth);
    if (looked === 1 && origin)
      return {
        look: [
          ['records_around', { evidence: origin.id, before: 4, after: 30 }],
          ['compare_episodes', {}],
        ],
      };
    return propose(shown, truth);
  };

function leadsRight({ evidence, hypotheses }: Shown, { cause_keywords, decoys }: Truth): boolean {
  const leading = hypotheses.find(({ status }) => status === 'leading');
  if (leading === undefined || anyOccurs(decoys, leading.title)) return false;
  const quotes = evidence.filter(({ id }) => leading.evidence.includes(id)).map(({ quote }) => quote);
  return anyOccurs(cause_keywords, [leading.title, ...leading.said, ...quotes].join('\n'));
}

const searchesFor = ({ cause_keywords }: Truth): [string, unknown][] =>
  [...new Set(cause_keywords.flatMap(alternativesOf).map((words) => JSON.stringify(words)))]
    .slice(0, MAX_SEARCHES)
    .map((words) => ['search_records', { words: JSON.parse(words) }]);

/** Words that stand in whatever a regular expression fits, one list for each of its alternatives. */
export function alternativesOf(pattern: string): string[][] {
  const literal = pattern
    .replace(/\\[a-zA-Z]|\[[^\][]{0,60}\]|\(\?[:!=<]{1,3}/g, ' ')
    .replace(/\\(.)/g, '$1')
    .replace(/.[?*]|[.^$+(){}]/g, ' ');
  return literal
    .split('|')
    .map((part) =>
      part
        .split(/\s+/)
        .filter((word) => word.length >= 3 && word.length <= 60)
        .slice(0, 6),
    )
    .filter((words) => words.length > 0);
}

/** Lines that say the cause, and nothing that the case warns of; those that only the failed try has first. */
function originsIn({ evidence, results }: Shown, { cause_keywords, decoys }: Truth): ShownLine[] {
  const fits = ({ quote }: ShownLine): boolean => anyOccurs(cause_keywords, quote) && !anyOccurs(decoys, quote);
  const lines = [...results.flat(), ...evidence].filter(({ quote }) => quote !== '').filter(fits);
  return unique(lines).sort((a, b) => rank(a) - rank(b));
}

const rank = ({ standing }: ShownLine): number => ['specific', undefined, 'decoy'].indexOf(standing as 'specific');

function propose(shown: Shown, truth: Truth): Move {
  const origins = originsIn(shown, truth).slice(0, MAX_ORIGINS);
  const say = origins.flatMap((origin) =>
    partnersOf(origin, shown).map(({ id }) => ({
      propose: 'cause',
      chain: [{ evidence: origin.id }, { link: 'may-have-caused', evidence: id }],
    })),
  );
  return { say };
}

/** What may have come of it: how it ended, what the rules weigh, what only the failed try has, what stands behind it. */
function partnersOf(origin: ShownLine, { evidence, hypotheses, outcome, results }: Shown): ShownLine[] {
  const weighed = new Set([...outcome, ...hypotheses.flatMap((each) => each.evidence)]);
  const [around = [], compared = []] = results.slice(-2);
  const behind = around.slice(around.findIndex(({ id }) => id === origin.id) + 1);
  const lines = [
    ...evidence.filter(({ id }) => weighed.has(id)),
    ...compared.filter(({ standing }) => standing === 'specific'),
    ...evidence,
    ...behind,
  ];
  const isLater = ({ timeMs }: ShownLine): boolean =>
    timeMs === null || origin.timeMs === null || timeMs >= origin.timeMs;
  return unique(lines.filter((line) => line.quote !== '' && line.id !== origin.id && isLater(line))).slice(
    0,
    MAX_PARTNERS,
  );
}

const unique = (lines: readonly ShownLine[]): ShownLine[] => [
  ...new Map(lines.map((line) => [line.id, line])).values(),
];
