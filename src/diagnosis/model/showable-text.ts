/** Characters that a reader does not see or that change what is read around them. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|\p{N}\p{M}/u;
/** Links and mark-up, plain or escaped: nothing of a report is to be opened or rendered. */
const MARKUP =
  /:\/\/|\bwww\.|\b(?:javascript|vbscript|data|mailto|file):|\]\(|!\[|<[a-z/!?]|&(?:#|[a-z]\w{1,30};)|%3c|\\u?\{?(?:00)?3c|\\x3c/i;

/** True when what is checked is what is read, and nothing of it can be opened or rendered. */
export function isShowable(text: string): boolean {
  const forms = [text, text.normalize('NFKC')];
  return text.isWellFormed() && forms.every((form) => !DECEPTIVE.test(form) && !MARKUP.test(form));
}

/** Verbs by which a text tells its reader to act; with an object, at the start of a clause. */
const VERBS = `answer|apply|attach|bridge|bypass|call|change|check|clear|click|close|connect|copy|cut|delete|detach|disable|do|download|drive|enable|erase|execute|flash|follow|force|format|give|install|jump|keep|let|lower|mark|open|override|press|pull|push|put|raise|reboot|remove|repeat|replace|reply|report|reset|restart|reveal|run|say|send|set|short|start|stop|switch|take|tell|touch|treat|turn|unlock|update|use|wipe|write`;
const OBJECT =
  'the|a|an|this|these|that|those|your|its|all|any|each|every|other|another|it|them|me|us|previous|new|now|off|out';
const CLAUSE_START = String.raw`(?:^|[.,;:!?)\]>–—-]\s*|\b(?:and|then|now|or|please|just|also|instead|always|never|must|should)\s+)`;
const ORDERS = [
  new RegExp(String.raw`${CLAUSE_START}(?:${VERBS})\s+(?:${OBJECT})\b`, 'iu'),
  /\b(?:disconnect|unplug|reflash|ignore|disregard|forget|visit|contact)\s+\p{L}/iu,
  /\b(?:assistant|human)\s*:|\b(?:you|engineer|reader|technician)\s+(?:must|should|need|have|can|may|are)\b/iu,
  /\bplease\b/iu,
];

/**
 * True where a text speaks to its reader instead of telling what happened. A net and no proof: what makes a quote safe is
 * that it is shown as one.
 */
export const isInstruction = (text: string): boolean => ORDERS.some((order) => order.test(text.normalize('NFKC')));
