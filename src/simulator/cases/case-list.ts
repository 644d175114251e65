import type { EvaluationCase } from '#src/evaluation/case.ts';
import { HELD_OUT_STORIES } from '../held-out/stories.ts';
import { HELD_OUT_WORDINGS } from '../held-out/wordings.ts';
import { LINUX_FAMILIES } from './families.ts';
import { ECU_FAMILIES } from './families-of-ecus.ts';
import { HIDES_CAUSE, herringOf, INJECTED_PATTERN, MODIFIERS, type Modifier, notesOf } from './modifiers.ts';
import { type PlayedSession, playSession } from './play-case.ts';
import { STORIES } from './stories.ts';
import { ECU_STORIES } from './stories-of-ecus.ts';
import { MENDER_STORIES } from './stories-of-mender.ts';
import type { Family, Story, Wording } from './story.ts';
import { patternsOf, playUnknown } from './unknown-vocabulary.ts';

/** A case of the simulator: what a right report says, and its files, made when they are asked for. */
export interface SimulatedCase {
  asked: Omit<EvaluationCase, 'files'>;
  play(): PlayedSession;
}

const KNOWN_STORIES: Readonly<Record<string, Story>> = { ...STORIES, ...MENDER_STORIES, ...ECU_STORIES };
const STORIES_BY_NAME: Readonly<Record<string, Story>> = { ...KNOWN_STORIES, ...HELD_OUT_STORIES };
export const FAMILIES: Readonly<Record<string, Family>> = { ...LINUX_FAMILIES, ...ECU_FAMILIES };
const SOURCE = 'simulator';

/** Every family in both wordings with every modifier, in an unknown vocabulary, and controls. */
export const simulatedCases = (): SimulatedCase[] => [
  ...Object.entries(FAMILIES).flatMap(([name, family]) => casesOf(name, family)),
  ...Object.entries(STORIES_BY_NAME).flatMap(([name, story]) => controlsOf(name, story)),
  ...Array.from({ length: UNKNOWN_CONTROLS }, (_, i) => unknownControl(i)),
];

const UNKNOWN_CONTROLS = 6;

const casesOf = (name: string, family: Family): SimulatedCase[] => [
  ...(Object.keys(MODIFIERS) as Modifier[]).flatMap((modifier) => [
    faultCase({ name, family, wording: family.known, kind: 'known', modifier }),
    faultCase({ name, family, wording: HELD_OUT_WORDINGS[name], kind: 'held-out', modifier }),
  ]),
  unknownCase(name, family),
];

interface FaultCase {
  name: string;
  family: Family;
  wording: Wording;
  kind: 'known' | 'held-out';
  modifier: Modifier;
}

function faultCase({ name, family, wording, kind, modifier }: FaultCase): SimulatedCase {
  const id = `${name}/${kind}/${modifier}`;
  const story = STORIES_BY_NAME[wording.story];
  const foreign = foreignTo(name);
  return {
    asked: {
      id,
      family: name,
      kind,
      modifier,
      source: SOURCE,
      stated_cause: family.truth,
      cause_keywords: HIDES_CAUSE.has(modifier) ? [] : [...wording.keywords],
      decoys: [...(wording.decoys ?? []), ...luresOf(modifier, story)],
      expected_outcome: outcomeOf(family, modifier),
    },
    play: () =>
      playSession({
        seed: seedOf(id),
        story,
        broken: wording,
        modifier,
        notes: notesOf(foreign),
        isNoisy: false,
        hasHiccup: false,
      }),
  };
}

/** Another family of another client, always the same one. */
function foreignTo(name: string): Family {
  const names = Object.keys(FAMILIES);
  const at = names.indexOf(name);
  const other = names
    .slice(at + 7)
    .concat(names)
    .find((one) => FAMILIES[one].known.story !== FAMILIES[name].known.story);
  return FAMILIES[other ?? name];
}

function luresOf(modifier: Modifier, story: Story): string[] {
  if (modifier === 'loud-red-herring') return [herringOf(story.log).pattern];
  if (modifier === 'two-faults') return ['window lifter', 'B1534'];
  if (modifier === 'foreign-notes') return ['release notes', 'platform K3'];
  return modifier === 'injected-text' ? [INJECTED_PATTERN] : [];
}

/** Without its end or its own file a session need not show how it came out. */
const outcomeOf = ({ outcome }: Family, modifier: Modifier): string =>
  modifier === 'cut-file' || modifier === 'missing-file'
    ? [...new Set([...outcome.split('|'), 'failed', 'unknown', 'not-seen'])].join('|')
    : outcome;

function unknownCase(name: string, { truth, terse }: Family): SimulatedCase {
  const id = `${name}/unknown-vocabulary`;
  const { keywords, decoys } = patternsOf(seedOf(id));
  return {
    asked: {
      id,
      family: name,
      kind: 'unknown-vocabulary',
      modifier: 'plain',
      source: SOURCE,
      stated_cause: truth,
      cause_keywords: keywords,
      decoys,
      expected_outcome: 'failed|unknown|not-seen',
    },
    play: () => playUnknown({ seed: seedOf(id), terse }),
  };
}

type ControlName = 'healthy' | 'noisy-healthy' | 'recovered';
const CONTROLS = ['healthy', 'noisy-healthy', 'recovered'] as const satisfies readonly ControlName[];

const controlsOf = (name: string, story: Story): SimulatedCase[] =>
  CONTROLS.map((control) => {
    const id = `${name}/${control}`;
    const play = { isNoisy: control === 'noisy-healthy', hasHiccup: control === 'recovered' };
    return {
      asked: controlCase(id, { family: name, modifier: control, outcome: story.healthyOutcome }),
      play: () => playSession({ seed: seedOf(id), story, broken: null, modifier: 'plain', notes: '', ...play }),
    };
  });

function unknownControl(i: number): SimulatedCase {
  const id = `unknown-vocabulary/healthy-${i + 1}`;
  return {
    asked: controlCase(id, {
      family: 'unknown-vocabulary',
      modifier: 'healthy',
      outcome: 'installed|unknown|not-seen',
    }),
    play: () => playUnknown({ seed: seedOf(id), terse: null }),
  };
}

const controlCase = (
  id: string,
  { family, modifier, outcome }: { family: string; modifier: string; outcome: string },
): SimulatedCase['asked'] => ({
  id,
  family,
  kind: 'control',
  modifier,
  source: SOURCE,
  stated_cause: 'nothing failed',
  cause_keywords: [],
  decoys: [],
  expected_outcome: outcome,
});

/** From the id, so that a new case changes no other. */
const seedOf = (id: string): number =>
  [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2147483647, 7);
