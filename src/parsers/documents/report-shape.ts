const VERDICT = /^(?:\*\*)?(?:CONFIRMED|LIKELY|INCONCLUSIVE)(?:\*\*)?: /;
const EVIDENCE = /^(?:#{1,3} )?Evidence\s*$/;
const ITEM = /^\s{0,4}(?:[-*] |\| )?(?:\*\*)?\[?E\d{1,3}\]?(?:\*\*)? /;

/** What `argus diagnose` prints, as text or Markdown: its quotes are lines of other logs. */
export const looksLikeReport = (lines: readonly string[]): boolean =>
  lines.some((line) => VERDICT.test(line)) && lines.some((line) => EVIDENCE.test(line) || ITEM.test(line));
