import type { OtaPhase, OutcomeMarker, PhaseEvent } from '../file-evidence.ts';
import { isFaultKind, TRAITS_OF_KIND } from './fault-kinds.ts';
import type { Traits } from './traits.ts';

type ByState = Readonly<Record<PhaseEvent['state'], Traits>>;

const FAILED: Traits = { fails: true };
/** Every boot may check, commit and look after its health; the other steps are an update's own. */
const EVERY_BOOT: ByState = { started: {}, succeeded: {}, failed: FAILED };
const STEP: ByState = {
  started: { updateClient: true },
  succeeded: { updateClient: true },
  failed: { updateClient: true, fails: true },
};
const OPENING: ByState = {
  started: { updateClient: true, opensAttempt: true },
  succeeded: { updateClient: true, opensAttempt: true },
  failed: { updateClient: true, fails: true },
};

const PHASES: Readonly<Record<OtaPhase, ByState>> = {
  check: { started: {}, succeeded: {}, failed: { generic: true } },
  download: { ...OPENING, failed: { ...OPENING.failed, generic: true } },
  verify: OPENING,
  install: {
    started: OPENING.started,
    succeeded: { ...OPENING.succeeded, installs: true, completes: true },
    failed: { ...OPENING.failed, generic: true },
  },
  activate: { ...STEP, succeeded: { updateClient: true, completes: true } },
  reboot: { started: {}, succeeded: {}, failed: {} },
  'health-check': EVERY_BOOT,
  commit: { ...EVERY_BOOT, succeeded: { commits: true } },
  rollback: {
    started: { updateClient: true, rollsBack: true },
    succeeded: { updateClient: true, rollsBack: true },
    failed: STEP.failed,
  },
};

const MARKERS: Readonly<Record<OutcomeMarker['marker'], Traits>> = {
  'slot-booted': {},
  'version-seen': {},
  committed: { commits: true },
  'rolled-back': { updateClient: true, rollsBack: true },
  'update-applied': { updateClient: true, installs: true, completes: true },
  'update-failed': { updateClient: true, fails: true, generic: true },
  'up-to-date': {},
};

const NONE: Traits = {};

/**
 * What a finding means, by the name that knowledge rows know it by: a fault kind, `phase:verify:failed`,
 * `marker:rolled-back`, `boot`. Pass what the fault brings along (`FaultEvent.traits`): the traits of a kind that only a
 * user's vocabulary knows, and whether an update client said it. Unknown names have none.
 *
 * Ask for a trait where a list of names would stand: `generic` (counts as no source), `unsound`, `fails`, `rollsBack`,
 * `commits`, `installs`, `completes` (installed or activated), `opensAttempt` (a new try), `updateClient` (an update was
 * tried), `wrapper` (look for its cause), `consequenceOf` (no rival of these kinds); and `isProbing`, `isInterruption`
 * where role or facts decide.
 */
export function traitsOf(name: string, declared: Traits = NONE): Traits {
  if (isFaultKind(name))
    return declared.updateClient ? { ...TRAITS_OF_KIND[name], updateClient: true } : TRAITS_OF_KIND[name];
  if (name === 'boot') return BOOT;
  const [category, event, state] = name.split(':');
  if (category === 'marker') return hasKey(MARKERS, event) ? MARKERS[event] : NONE;
  if (category === 'phase' && hasKey(PHASES, event)) return hasKey(STEP, state) ? PHASES[event][state] : NONE;
  return declared;
}

const BOOT: Traits = { generic: true };

const hasKey = <K extends string>(table: Readonly<Record<K, unknown>>, key: string | undefined): key is K =>
  key !== undefined && Object.hasOwn(table, key);

interface Weighed {
  name: string;
  role: string;
  facts: Readonly<Record<string, string | number>>;
  traits?: Traits;
}

/** Everyday traffic, or a word about the log itself: it speaks for no cause. */
export function isProbing({ name, role, traits }: Weighed): boolean {
  const { probing } = traitsOf(name, traits);
  return probing === 'always' || (probing === 'as-consequence' && role === 'consequence');
}

/** The update was cut off rather than refused. */
export function isInterruption({ name, facts, traits }: Weighed): boolean {
  const { interrupts } = traitsOf(name, traits);
  if (interrupts === undefined || interrupts === true) return interrupts === true;
  return !interrupts.unless.includes(String(facts[interrupts.fact]));
}
