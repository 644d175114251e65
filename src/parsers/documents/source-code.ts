import { shareOf } from './line-share.ts';

/** How statements begin in the languages that lie about in folders of logs. */
const STATEMENT =
  /^\s{0,40}(?:import [\w{*"']|from \w[\w.]* import |#include [<"]|#define \w|#if(?:n?def)? |#endif|export (?:const|function|default|class|interface|type) |(?:export )?(?:async )?function \w|const \w+(?:: [\w<>[\]]+)? =|let \w+ =|var \w+ =|def \w+\(|class \w+[ ({:]|return\b[^:]*;?$|if ?\(.*\{$|\} else|for ?\(.*\{$|while ?\(.*\{$|(?:public|private|protected|static|void|int|struct|enum|using|namespace|package|template) [\w<:*]+|\/\/ |\/\*|\*\/|\* @|@\w+\(|elif .*:$|else:$|try:$|except\b.*:$|local \w+=|fi$|done$|esac$)/;
/** At the left edge hardly any log has one, and none has three: languages without marks at their lines' ends. */
const AT_THE_EDGE =
  /^(?:import [\w{*"']|from \w[\w.]* import |def \w+\(|class \w+[(:{ ]|#include [<"]|package [\w.]+;?$|using \w[\w.]*;)/;
const CODE_END = /(?:[;{}]|\);|\},?|\],?|=>|\) \{|\):)\s*$/;
/** Members of a pretty-printed JSON object end so too: it may be a log (`journalctl -o json-pretty`). */
const JSON_LINE = /^\s*(?:"[^"]*"\s*:|[{}[\]],?\s*$)/;

const MIN_LINES = 5;
const ENOUGH = 0.45;
/** Lines that only begin as statements may quote code; some must also end so. */
const MIN_STATEMENTS = 3;

export function looksLikeSource(lines: readonly string[]): boolean {
  if (lines.length < MIN_LINES || shareOf(lines, (line) => JSON_LINE.test(line)) > 0.5) return false;
  if (lines.filter((line) => AT_THE_EDGE.test(line)).length >= MIN_STATEMENTS) return true;
  const statements = lines.filter((line) => STATEMENT.test(line)).length;
  const ends = lines.filter((line) => CODE_END.test(line)).length;
  const share = shareOf(lines, (line) => STATEMENT.test(line) || CODE_END.test(line));
  return statements >= MIN_STATEMENTS && ends >= 1 && share >= ENOUGH;
}
