import type { LevelName } from '#src/parsers/record-batch.ts';
import type { OtaPhase, PhaseEvent } from '../file-evidence.ts';
import { wholeWords, withoutNames } from './plain-words.ts';
import { hasCoped, isDenied } from './polarity.ts';
import { isFailure, readFailure } from './read-failure.ts';
import { beginsByCommand } from './typed-command.ts';

/** What a line says of a step of an update, in words that every client shares. */
interface AttemptReading {
  phase: OtaPhase;
  state: PhaseEvent['state'];
}

/*
 * Groups that repeat twice or thrice are capturing ones: others V8 unrolls, with what follows in each copy, and compiled
 * these expressions for 30 ms in each process instead of 5.
 */

/**
 * Not any update is one of software: positions, lists, screens and settings are updated all day. So it takes what is done
 * and what it is done to, or a whole update at the head of a statement.
 */
const THING =
  '(?:software|system|firmware|fw|ota|os|host ?os|hostapp|supervisor|updates?|upgrades?|images?|bundles?|artifacts?|packages?|payloads?|slots?|deployments?|campaigns?|rollouts?|kernel|root ?fs|bootloader|partitions?|delta|swu|ecus?|application|container|v?\\d{1,4}(?:\\.\\d{1,6}){2,3}(?:-\\S{1,20})?)';
const DOING: readonly [words: string, phase: OtaPhase][] = [
  [
    'download(?:ing|ed|s)?|fetch(?:ing|ed)?|pull(?:ing|ed)?|retriev(?:e|ing|ed)|receiv(?:e|ing|ed)|upload(?:ing|ed)?',
    'download',
  ],
  ['verif(?:y|ying|ied|ication)|validat(?:e|ing|ed|ion)|mount(?:ing|ed)?', 'verify'],
  [
    'install(?:ing|ed|ation)?|writ(?:e|ing|ten)|flash(?:ing|ed)?|eras(?:e|ing|ed)|apply(?:ing)?|applied|deploy(?:ing|ed)?|updat(?:e|ing|ed)|upgrad(?:e|ing|ed)|(?:re)?program(?:ming|med)?|reflash(?:ing|ed)?|burn(?:ing|ed)?',
    'install',
  ],
  ['activat(?:e|ing|ed|ion)|finali[sz](?:e|ing|ed|ation)|stag(?:e|ing|ed)|post ?install(?:ing|ation)?', 'activate'],
];
const ANY_DOING = DOING.map(([words]) => words).join('|');
const WHOLE = `(?:(${THING} ){1,3}(?:update|upgrade|installation|install|deployment|flash(?:ing)?|reprogramming|download|upload|verification|activation)|reflash(?:ing)?|reprogramming|sysupgrade|ota(?: update)?|(?:update|upgrade|deployment|campaign|rollout|ota)(?: (?:session|attempt|process|job|transaction|run|cycle|procedure|workflow|state|with id|kernel))?|post ?install action|(?:image|package|bundle|firmware) (?:check|validation|verification)|installation)`;

const HEAD =
  '(?:^|[.!:;\\]>] )\\W*(?:now |\\w{1,24} (?:is|are|now) |then |about to |going to |the |new |please wait |\\d+ )*';
const STEP = new RegExp(`(?<!\\w)(${ANY_DOING})( \\S{1,40}){0,3}? ${THING}(?!\\w)`);
const GERUND = new RegExp(
  `${HEAD}(?:start(?:ing|ed)? |begin(?:ning)? |begun )?(?:to )?\\w+ing( \\S{1,40}){0,3}? ${THING}(?!\\w)`,
);
const BEGUN =
  '(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|initiat\\w+|launch\\w*|trigger\\w*|perform\\w*|running|request(?:ed|ing)|in progress|accepted|enter(?:ed|ing))';
const ENDED = new RegExp(
  `(?<!\\w)(?:(?:success\\w*|succeeded|completed?|finished|done|passed)(?!\\w)|${THING}( \\S{1,40}){0,2}? (?:is |was |were |has been |have been )?(?:installed|applied|written|updated|upgraded|flashed|activated|verified|downloaded)[ !.]*$)`,
);
const WHOLE_BEGUN = new RegExp(
  `${HEAD}(?:${BEGUN} (the |an? |new |your |of ){0,3}${WHOLE}(?!\\w)|${WHOLE}( \\S{1,40}){0,3}? (?:has |is |was )?${BEGUN}(?!\\w))`,
);
/** `campaign 7 state: installing`, `rollout now downloading`. */
const UNDER_WAY =
  /\b(?:downloading|fetching|receiving|verifying|validating|installing|writing|flashing|applying|deploying|updating|upgrading|programming|activating|finalizing|staging|transferring|under way|in progress|ongoing)(?:[ .!…]*\d{1,3} ?%)?[ .!…]*$/;
const WHOLE_AT_HEAD = new RegExp(`${HEAD}(?:${WHOLE})(?!\\w)`);
const SPEAKS = new RegExp(`(?<!\\w)(?:${WHOLE}|update|upgrade)(?!\\w)`);
const HINT =
  /updat|upgrad|install|flash|program|upload|sideload|dfu|mtd|ostree|swupd|ota\b|deploy|campaign|rollout|image|bundle|artifact|firmware|package|slot|rootfs|kernel|partition/i;
const EVERYDAY =
  /\b(?:location|position|status|screen|display|time|clock|lists?|cache|index|metadata|route|map|config(?:uration)?|settings?|parameters?|sensor|database|db|progress|counters?|statistics|view|widget|weather|calendar|score|table|keys?|token|lease|interval|rate|event|thread|timer|poll|policy|dns|trust|certificates?) (?:updat|upgrad|download|install)|updat\w* (?:interval|rate|period|time|thread|timer|(?:of )?(?:the )?(?:time|clock|list|status|location|position|cache|index|display))|check(?:ing|s)? for (?:an? )?(?:new )?(?:system )?(?:updat|upgrad)|update (?:available|check)|no (?:new )?updates?\b|package lists?|(?:updat\w*|upgrade|ota|install\w*) (?:daemon|service|agent|client|manager|server|engine|helper|tool|app|handler|module path|monitor|timer)\b/;

/** Units that come with a service manager and run at every boot: `Update is Completed`, `Apply Kernel Variables`. */
const STOCK_UNIT =
  /\b(?:start(?:ing|ed)|finish(?:ing|ed)) (?:\S{1,80}\.service )?(?:update is completed|update utmp about|apply kernel variables|(?:load|rebuild|update|install) (?:kernel modules?|hardware database|journal catalog|dynamic linker cache))\b/;

/**
 * What a line says of an update as a whole or of a step of one; null where it says nothing of the kind. What a writer only
 * traces (a browser, of its components) is no update of the ECU.
 */
export function readAttempt(text: string, level: LevelName): AttemptReading | null {
  if (!HINT.test(text) || level === 'verbose') return null;
  if (beginsByCommand(text)) return { phase: 'install', state: 'started' };
  const words = wholeWords(withoutNames(text));
  if (EVERYDAY.test(words) || STOCK_UNIT.test(words)) return null;
  const step = STEP.exec(words);
  const isWhole = SPEAKS.test(words) && (WHOLE_AT_HEAD.test(words) || WHOLE_BEGUN.test(words));
  if (step === null && !isWhole) return null;
  const state = stateOf({ text, words, level });
  return state === null ? null : { phase: step === null ? 'install' : phaseOf(step[1]), state };
}

function stateOf({
  text,
  words,
  level,
}: {
  text: string;
  words: string;
  level: LevelName;
}): AttemptReading['state'] | null {
  const reading = readFailure(text, level);
  if (isFailure(reading) && reading.weight >= FAILED_WEIGHT) return hasCoped(words) ? null : 'failed';
  if (isFailure(reading) && reading.role === 'wrapper') return 'failed';
  if (isDenied(words)) return null;
  if (WHOLE_BEGUN.test(words)) return 'started';
  if (ENDED.test(words)) return 'succeeded';
  return GERUND.test(words) || UNDER_WAY.test(words) ? 'started' : null;
}
const FAILED_WEIGHT = 30;

const phaseOf = (word: string): OtaPhase =>
  DOING.find(([words]) => new RegExp(`^(?:${words})$`).test(word))?.[1] ?? 'install';
