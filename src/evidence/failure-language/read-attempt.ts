import type { LevelName } from '#src/parsers/record-batch.ts';
import type { PhaseEvent } from '../file-evidence.ts';
import { plainWords, withoutNames } from './plain-words.ts';
import { isDenied } from './polarity.ts';
import { isFailure, readFailure } from './read-failure.ts';

/**
 * Words of updating that every client shares. Not any update is one of software: positions, lists, screens and settings
 * are updated all day, so a bare `update` counts only at the head of a statement or with what it is an update of.
 */
const SOFTWARE =
  '(?:software|system|firmware|fw|ota|os|hostapp|host ?os|supervisor|rootfs|bootloader|ecu|image|bundle|artifact|slot|package set|remote|full|delta|application|app container|device|vehicle|swu|campaign)';
const UPDATING = `(?:(?:${SOFTWARE} ){1,3}(?:update|upgrade|install(?:ation)?|deployment|flash(?:ing)?)|(?:${SOFTWARE} )*(?:reflash(?:ing)?|reprogramming|sysupgrade|ota)|(?:update|upgrade|deployment|campaign) (?:session|attempt|process|job|transaction|run|cycle|procedure|\\S{0,12}\\d\\S{0,12}))`;
const BEGUN =
  '(?:start(?:s|ed|ing)?|begin(?:s|ning)?|began|initiat\\w+|launch\\w*|trigger\\w*|perform\\w*|running|request(?:ed|ing)|in progress|accepted|enter(?:ed|ing))';
const ENDED = '(?:success\\w*|succeeded|completed?|finished|done|applied|installed|passed)';

const STARTED = new RegExp(
  `(?:^|[.!:\\]] )(?:\\W*)(?:${BEGUN} (?:the |an? |new |your |of ){0,3}(?:${UPDATING}|update|upgrade)\\b|(?:the )?(?:${UPDATING}|update|upgrade)(?: to \\S{1,40}| of \\S{1,40}| \\S{1,24})?(?: has| is| was)? ${BEGUN}\\b)`,
);
const SUCCEEDED = new RegExp(
  `(?:^|[.!:\\]] )(?:\\W*)(?:the )?(?:${UPDATING}|update|upgrade)(?: to \\S{1,40}| of \\S{1,40}| \\S{1,24})?(?: has| is| was| has been)? ${ENDED}\\b|\\b(?:success\\w*) (?:completed |finished |installed |applied |performed )?(?:the |an? )?${UPDATING}\\b`,
);
const SPEAKS_OF_UPDATE = new RegExp(`\\b(?:${UPDATING}|update|upgrade|installation|image check|deployment)\\b`);
const PERIODIC =
  /\b(?:location|position|status|screen|display|time|clock|list|cache|index|metadata|route|map|state|config(?:uration)?|setting|parameter|sensor|database|db|progress|counter|statistics|view|widget|weather|calendar|score|table|key|token|lease|interval|rate|event|thread|timer|poll)s? (?:update|upgrade)|update (?:interval|rate|period|time|thread|timer|of (?:the )?(?:time|clock|list|status|location|position))|check(?:ing|s)? for updates?/;

/** What a line says of an update as a whole, in words that need no vocabulary; null where it says nothing of one. */
export function readAttempt(text: string, level: LevelName): PhaseEvent['state'] | null {
  if (!/updat|upgrad|install|flash|reprogram|ota\b|deploy|campaign|image check/i.test(text)) return null;
  const words = plainWords(withoutNames(text));
  if (!SPEAKS_OF_UPDATE.test(words) || PERIODIC.test(words)) return null;
  if (isFailedUpdate(text, words, level)) return 'failed';
  if (isDenied(words)) return null;
  if (SUCCEEDED.test(words)) return 'succeeded';
  return STARTED.test(words) ? 'started' : null;
}

const FAILED_UPDATE = new RegExp(
  `(?:^|[.!] |: )(?:\\W*)(?:the |error:? )?(?:${UPDATING}|update|upgrade|installation|image check)(?: to \\S{1,40}| of \\S{1,40}| based on \\S{1,40}| \\S{1,24}){0,2}(?: has| is| was| has been)? (?:fail\\w*|aborted|unsuccessful|rejected|not successful)\\b|\\b(?:failed|unable) to (?:perform |apply |complete |install |run |do )?(?:the |an? )?${UPDATING}\\b`,
);

function isFailedUpdate(text: string, words: string, level: LevelName): boolean {
  return FAILED_UPDATE.test(words) && isFailure(readFailure(text, level));
}
