import { anyOf } from './any-of.ts';

/**
 * Lines that only say that a whole failed: their cause stands elsewhere ("update failed", "exit status 1", "Failed with
 * result 'exit-code'", "Aborting"). Over `plainWords`; what they say beyond that is judged by their clauses.
 */
const WHOLE =
  '(?:(?:software|system|firmware|ota|os|app|application|package|bundle|artifact|image|main|control|whole|overall|new|remote|local|required|update|upgrade|install|post ?install|pre ?install|deployment|health ?check|ssh|build)\\b ?){0,4}(?:update|upgrade|updating|installation|install|installing|deployment|flashing|flash|download|reprogramming|programming|job|task|process|operation|action|command|script|scripts|service|unit|session|transaction|step|stage|procedure|module|program|sequence|run|test suite|attempt)s?';

const PATTERNS: readonly RegExp[] = [
  /\bexit(?:s|ed|ing)?(?: with| on)?(?: an?)?(?: exit)? ?(?:status|code|value|error)?\W{0,3}(?:code )?[1-9]\d{0,2}\b|\bexit ?(?:status|code)\b|\bnon ?zero\b|\breturn(?:ed|s)? (?:an? )?(?:error|non ?zero|exit|failure|code|status)\b|\bcode ?= ?exited\b/,
  /\bfailed with result\b|\bentered failed state\b|\bmain process exited\b|\bcontrol process exited\b|\bterminated abnormally\b|\baborted unexpectedly\b|\bjob (?:\S+ )?failed\b|\bunit .{0,60}failed\b|\bdependency failed for\b|\bfailed to start\b/,
  new RegExp(
    `^(?:the |this |your |an? |error:? |fatal:? )*${WHOLE}\\b(?: \\S{1,40}){0,4}? ?(?:has |have |was |were |is |did )?(?:been )?(?:fail(?:ed|ure|s)?|error(?:s|ed)?|abort(?:ed)?|unsuccessful|terminated|stopped|cancel(?:l)?ed|not (?:successful|completed?|succeed|work)|rolled back|rejected|returned below zero)(?: with(?: errors?| code| status)?| due to (?:an? )?(?:error|failure)s?| again| completely| unexpectedly| to (?:run|complete|finish))?[ !.:…]*(?:(?:<num>|-?\\d{1,5}|\\(?[a-z]? ?-?\\d{1,5}\\)?)[ !.…]*)?$`,
  ),
  new RegExp(
    `\\b(?:fail(?:ed|ure)?|unable|could not|cannot|error|errors?)(?: to| while| during| in| when)? (?:run|running|execute|executing|perform|performing|apply|applying|complete|completing|process|finish|launch|do|start|starting|install|installing|update|updating|upgrade|upgrading|deploy|deploying) (?:the |an? )?(?:${WHOLE}|<path>|<file>|it)?[ !.…]*$`,
  ),
  new RegExp(
    `\\b(?:execut\\w+|run\\w*|call\\w*|perform\\w*) (?:the |of )?(?:${WHOLE}|<path>|<file>)(?: scripts?)? (?:has |have )?(?:failed|failure|error)\\b[ !.…]*$`,
  ),
  /^(?:\W*)(?:abort(?:ing|ed)|giving up|gave up|rolling back|terminating|failed|failure|error|fatal|unsuccessful|fail)(?:\W*$|\b.{0,40}\b(?:due to|because of|after) (?:\w+ )?(?:failure|errors?|previous)\b|\b(?: update| installation| upgrade| processing| the update| now)\W*$)/,
  /\b(?:see|check|look at|refer to|consult|inspect|re ?run)\b.{0,40}\b(?:logs?|above|below|output|details|journal|for more|for details)\b/,
  /\b(?:status|state|result|outcome|finished|execution)["']? ?[=:]+ ?["']?(?:failed|failure|error|fail|unsuccessful)\b/,
  /\b(?:update|upgrade|installation|install|ota|deployment|firmware|job)\b.{0,24}\b(?:failed|failure|unsuccessful|aborted)\b.{0,12}$/,
  /(?:^|: )\W{0,3}(?:an? )?(?:errors?|failure) (?:has |have |was )?(?:occurred |detected )?(?:while |during |when |in |at |on )?(?:the )?(?:[a-z]+ing )?(?:the )?(?:image|package|bundle|file|update|firmware|request|operation|task|validation|verification|installation|processing|activation)(?: (?:validation|verification|installation|processing|activation|update))?[ .!]{0,3}$/,
  /\b(?:cancel(?:l)?ed|given up|giving up|gave up|aborted|abandoned|called off)\b(?! (?:by|because|due|as|since|after|in|on)\b)[^:]{0,60}$/,
];

/** What came of it, behind what is only the guess of who gives up: `Image invalid or corrupted. Not installing ...`. */
const VERDICT =
  /\b(?:invalid or corrupted|corrupted or invalid|not valid|invalid|bad|unusable)\b.{0,4}\bnot (?:installing|flashing|applying|updating|upgrading)\b/;

/** What a service manager says of a unit that ended badly; why is for others to say. */
const STATE_OF_UNIT =
  /^(?:[\w@.\\<>-]{1,80} ?: )?(?:unit|service|job)(?: \S{1,80})? entered (?:the )?failed state[ .!]*$/;

/** It says no reason of its own, whatever reasons its words would be elsewhere. */
export const isVerdict = (words: string): boolean => VERDICT.test(words) || STATE_OF_UNIT.test(words);

export const isWrapper = (words: string): boolean => WRAPPER.test(words);
const WRAPPER = anyOf(PATTERNS);
