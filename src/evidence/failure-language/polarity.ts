import { anyOf } from './any-of.ts';

/**
 * Words that turn a failure word into its opposite, into a plan, a name or a setting. All over `plainWords`. Groups that
 * repeat twice or thrice are capturing ones: others V8 unrolls, with what follows in each copy, and compiles for longer.
 */

const FAILURE =
  '(?:errors?|fail(?:ure|ures|ed|s)?|faults?|exceptions?|problems?|issues?|warnings?|alarms?|dtcs?|crash(?:es)?|timeouts?|mismatch(?:es)?|losses|drops?)';

/** What is counted besides: `dropped 0`, `0 packets lost`. */
const COUNTED = `(?:${FAILURE}|dropped|lost)`;

/** What is counted, besides: `corrupted PEBs: 0`, `0 files did not match`. */
const BROKEN = '(?:bad|corrupt(?:ed)?|invalid|missing|broken|damaged|rejected|failed|unreadable|mismatched|lost)';

/** `no errors`, `without failure`, `0 failed`, `errors: 0`, `error=none`, `not failed`, `success (0)`. */
const NEGATED = new RegExp(
  [
    `\\b(?:no|without|zero|never|not|free of|any|(?<=(?:^|[,;:(/=>]|\\b(?:with|and|had|has|have|got|of|passed|total|reported|saw|found)) ?)0) (\\w{1,16} ){0,2}${FAILURE}\\b(?! (?:is|was|can|could|to))`,
    '\\b0 (\\w{1,16} ){0,2}(?:dropped|lost)\\b',
    `(?<=(?:^|[,;:(/=>]) ?)0 (\\w{1,16} ){0,2}(?:${BROKEN}|(?:did|do|does|could|can|were|are) ?(?:not|n't))\\b`,
    `\\b${BROKEN} (\\w{1,16} ){0,2}?\\w{1,16}s ?[:=] ?0\\b(?![.,]?\\d)`,
    `\\b${COUNTED}(?: (?:count|counter|code|rate|total|status|number|flags?))?(?: is| are| was)? ?[=:(]{0,2} ?(?:0x0{1,8}|0|none|no(?! \\w)|null|false|ok|nil|n/a|success|<none>)\\b(?![.,]?\\d)`,
    '\\b(?:err(?:or)?(?: ?code)?|errno|status|result|ret|rc|code|return(?:ed)?(?: code| value)?|exit(?:ed)?(?: with)?(?: code| status)?)(?: is| was| of)?[ =:(]{0,3}(?:0x0{1,8}|0|ok|success|none|k ?success)\\b(?![.,]?\\d)',
    '\\bcode error code:* ?k ?success\\b|\\berror code:* ?k ?success\\b|\\b(?:success|ok) \\(?0\\)?',
  ].join('|'),
);

/** The error is over, or was made good. */
const RECOVERED =
  /\b(?:recovered|recovery (?:succeeded|successful|complete\w*)|resolved|cleared|restored|re ?established|reconnected|back (?:online|to normal|up|in sync)|healed|no longer|fixed|(?:succeeded|successful|ok|works|worked|passed) (?:after|on|at|with) (?:\w+ ){0,3}(?:retr\w+|attempts?|tries)|success\w* (?:\S{1,40} ){1,6}after (?:\w+ ){0,2}(?:retr\w+|attempts?|tries)|retr(?:y|ied|ies) (?:\w+ )?(?:succeeded|successful\w*|ok|passed))\b/;

/** `port 4: FAULTY to LISTENING`, `state: ERROR -> RUNNING`: a state that it left. */
const LEFT_BEHIND =
  /(?<!(?:>|→) ?)\b(?:faulty|degraded|unhealthy|disconnected|offline|bus off|error passive|(?:from )?(?:fault|failed|error))(?: state)? ?(?:to|=?>|→) ?(?:listening|uncalibrated|initiali[sz]ing|slave|master|grand master|passive|idle|ready|running|streaming|ok|good|healthy|normal|nominal|active|error active|online|connected|up|operational|available)\b(?! ?(?:fail|err|fault|not|time|abort))/;

/** What would be done if: no event. */
const CONDITIONAL =
  /(?:^|[,;] ?)\b(?:if|when|whenever|unless|in case|should) (?:\w+ ){0,6}?(?:fail(?:s|ed|ure)?|errors?|times? out|timeout|missing|not found|unavailable|lost|exceeds?)\b|\bin (?:the )?(?:case|event) of\b|\b(?:will|would) (?:\w+ ){0,4}(?:if|when|on|in case)\b|\bto (?:\w+ ){0,4}(?:if|in case)\b|^on (?:error|errors|failure) (?:\w+)|\bif (?:any|it|this|the|you|no)\b|^unless\b/;

/** How a program ends that runs until somebody stops it: no end of one. */
const UNTIL = /\buntil (\w+ ){0,3}(?:killed|terminated|interrupted|aborted|cancel+ed)\b/;

/** ISO 11898-1 calls a node that takes full part in the bus error active: nothing is wrong with it. */
const TAKES_PART = /\b(?:can\d*|chip|bus|controller|node)\b.{0,40}\berror active\b/;

/** What a reader is asked to leave alone: no event. */
const REQUEST = /\b(?:please )?do(?: not|n't) (?:edit|modify|remove|delete|change|copy|share|distribute|use|touch)\b/;

/** A setting that nobody made: its default holds. */
const UNSET =
  /\b(?:timeouts?|retries|watchdog)\b (?:\w+ ){0,4}(?:is|are|was) not (?:set|defined|specified|configured)\b/;

/** What a package manager reports of packages that it leaves as they are: `121 not upgraded`, `status not-installed x`. */
const LEFT_AS_IS = /\b\d+ not upgraded\b|\bstatus not installed\b/;

/** A text that is too long is taken in part, as its writer announces: `a message will be truncated`. An image is not. */
const TAKEN_IN_PART =
  /\b(?:messages?|texts?|lines?|names?|strings?|logs?|labels?|output)\b[^.;:]{0,40}\bwill be (?:truncated|shortened|clipped)\b/;

/** What a device has or may have, as it comes up: `bad blocks are allowed: true`, `reserved for bad PEB handling: 0`. */
const PROPERTY = /\bbad blocks are allowed\b|\breserved for bad peb handling\b|\bbuffers? ?: ?\w+(?:, ?\w+){1,8}$/;

/** Apparatus for errors, which starts and is configured in healthy systems. */
const APPARATUS =
  /\b(?:error|errors|fault|failure|exception|crash|panic|abort|timeout|watchdog|alarm|warning|dump|retry|recovery|assert|signal)s? ?(?:handler|handling|reporter|reporting|report service|manager|management|monitor|monitoring|detection|detector|counter|counters|logger|logging|log|injection|injector|recovery|correction|correcting|rate|threshold|policy|callback|hook|queue|tolerance|mode|memory|stats|statistics|domain|level|levels|table|interval|period|value|setting|parameter|notifier|collector|daemon|service|driver|timer|debounce|storage|page|msg|message id|frames? counter|list|limit)s?\b/;

/** `timeout=30`, `timeout: 5 s`, `errors=remount-ro`, `panic=10`, `max retries 3`, `OnFailure=…`: a setting, but for `timeout of 30 s exceeded`. */
const SETTING =
  /\b([a-z]+ ){0,3}(?:timeouts?|time ?out|retries|max retr\w+|panic|on ?failure|on ?error|errors|watchdog|failure (?:limit|threshold|count)|error (?:limit|threshold))(?: (?:is|set|value|of|to|in|sec|ms|usec))*\s?(?:[=:]|set to|is|of) ?["'(]?(?:\d+(?:\.\d+)?(?:[mnuµ]?s|secs?|min|h)?|true|false|on|off|yes|no|none|never|infinity|default|enabled|disabled|remount|continue|ignore|abort|panic)\b(?! (?:was |has been |is )?(?:exceeded|expired|elapsed|passed|reached|over|waiting|while|during)\b)/;
/** Lines that recite a configuration or a command line. */
const RECITAL =
  /\b(?:command ?line|kernel command|cmdline|bootargs|usage|options?|opts|settings?|configuration|config|parameters?|environment|default of|using (?:the )?default|is not set|not defined|not specified)\b ?[:=]|\b(?:is not (?:set|defined|specified|configured)|not (?:set|specified))\b.{0,80}\b(?:using|default|fall(?:ing)? back)|\busing (?:the )?defaults?\b/;

/** Names of tests and their good results. */
const TEST_PASSED = /\b(?:pass(?:ed|es)?|ok|success(?:ful(?:ly)?)?|succeeded|skipp?ed)\b/;
const TEST_NAME = /\b(?:tests?|test case|running|run|case|scenario|suite)\b/;

/** It went on by itself. */
const COPED =
  /\b(?:ignor(?:ed|ing)|continu(?:e|es|ed|ing)|skipp(?:ed|ing)|retry(?:ing)?|will (?:be )?(?:re)?tr(?:y|ied)|trying (?:again|next|other|another|to (?:re\w+|recover|continue|use|find)|[\w-]{1,24}(?=[.… ]*$))|attempting|fall(?:s|ing)? back|using|assuming|non ?fatal|not fatal|not critical|harmless|optional|can be ignored|safely ignored|best effort|default(?:s|ing)? to|proceed(?:ing)?|deferred|defer probe|probe deferral|work ?around|anyway|resum(?:e|ed|ing)|in two steps|(?<!\b(?:is|are|was|were) )disabl(?:ed|ing)|(?<=\. )resetting(?= ?[.!…]*$)|reconnecting|reconfiguring|restarting|again)\b/;
const HEDGED =
  /\b(?:may|might|maybe|perhaps|probably|possibly|could be|likely|seems|appears|apparently|deprecated|consider)\b/;
/** What could come, not what came: `there might not be enough space`. */
const POSSIBLE =
  /\b(?:may|might|could) (?:not |also |still )?(?:be|have|become|get|cause|lead|result|fail|lose|run|need)\b|\b(?:may|might) not (?:match|fit|work|support)\b/;
const SUCCESS = /\b(?:success(?:ful(?:ly)?)?|succeeded|complete(?:d|ly)?|finished|passed|ok|done|good|valid|ready)\b/;

/** The clause tells of no failure although failure words stand in it. */
export const isDenied = (words: string): boolean => isContradicted(words) || RECITAL.test(words);

/** It says that there is no failure, or none yet: more than that it names a setting somewhere. */
export const isContradicted = (words: string): boolean =>
  DENIED.test(words) || (TEST_NAME.test(words) && TEST_PASSED.test(words));
const DENIED = anyOf([
  NEGATED,
  RECOVERED,
  LEFT_BEHIND,
  CONDITIONAL,
  UNTIL,
  TAKES_PART,
  REQUEST,
  PROPERTY,
  UNSET,
  LEFT_AS_IS,
  TAKEN_IN_PART,
  SETTING,
]);

export const isApparatus = (words: string): boolean => APPARATUS.test(words);

/** The value that decides is one that templates mask: the next line of this shape may tell of a failure. */
export const isCounter = (words: string): boolean => COUNTER.test(words);
const COUNTER = new RegExp(
  `\\b(?:${COUNTED}|${BROKEN})\\b.{0,24}\\d|\\d (\\w{1,16} ){0,2}(?:did|do|were|are) not\\b|\\d (\\w{1,16} ){0,2}${COUNTED}\\b|\\b(?:code|status|rc|ret|result|errno)\\b.{0,4}\\d`,
);

/** `cannot continue`, `could not be resumed`: it did not cope. */
const NOT_COPED =
  /\b(?:cannot|can't|can not|could not|couldn't|unable to|not|never|won't) (?:be )?(?:proceed|continu|resum|recover|ignor|skipp)\w*/;

export const hasCoped = (words: string): boolean => COPED.test(words) && !NOT_COPED.test(words);
export const isHedged = (words: string): boolean => HEDGED.test(words);
export const isPossible = (words: string): boolean => POSSIBLE.test(words);
export const saysSuccess = (words: string): boolean =>
  SUCCESS.test(words) && !/\bwith (?:an? )?(?:errors?|failures?)\b/.test(words);

const REPORTED =
  /\b(?:release notes?|change ?log|known issues?|(?:fixed|resolved|changed|new) in (?:version|release)|bug ?fixes)\b/i;

/** `mmc0: sdhci: Timeout:   0x0000008f | Int stat: 0x00000000`: names of registers and what they hold. */
const REGISTERS = /\b[\w ]{2,16}:\s{1,6}0x[0-9a-f]{4,16}\s{1,3}\|\s{1,3}[\w ]{2,16}:\s{1,6}0x[0-9a-f]{4,16}\b/i;

/** A test that passed, whatever its name tells of: `✓ rejects bad keys`, `bus error detection: PASSED`, `… [ OK ]`. */
const PASSED = /^[^A-Za-z]{0,8}(?:\[\d{1,3}m[^A-Za-z]{0,4}){0,6}[\u2713\u2714]/;
const IS_TEST = /\b(?:tests?|check(?:s|ing)?|detect(?:ion|ing)?|scan(?:ning)?|probe|probing)\b/i;
const WENT_WRONG =
  /\b(?:fail\w*|mismatch\w*|error\s?[:=]|ERROR\b|cannot|can't|could not|unable|denied|refused|timed out|lost)|[^\w]-\d{1,3}\b/;
const RESULT_PASSED = /(?:[a-z)\]"]\s?[:=]|\.{3}|…)\s{0,3}\[?\s?(?:PASS(?:ED)?|passed|OK|Ok|ok)\s?\]?[\s.!]{0,4}$/;

/** umount(2): EINVAL where nothing was mounted, so what was asked for is the case. */
const NOT_MOUNTED = /\bumount: .{1,200}: (?:Invalid argument|not mounted\.?)\s{0,4}$/;

/** `bootargs=console=ttyS0 …`: a variable of a bootloader, which holds settings. */
const VARIABLE =
  /^\s{0,8}(?=\w{0,40}(?:boot|args|cmd))(?!\w{0,40}(?:stat|err|result|reason))[a-z_]\w{1,40}=[a-z_]\w{1,40}=/;

/** `  at android.os.Parcel.readException(Parcel.java:2039)`: where a program was, not what it says. */
const STACK_FRAME = /^\s{0,16}at [\w.$<>/-]{1,200}\([^()]{0,200}\)\s{0,4}$/;

/** `    raise IOError(`, and the line between two tracebacks: what Python shows of a program, not what went wrong. */
const TRACEBACK =
  /^\s{2,16}raise \w[\w.]{1,80}(?:\(|$)|^(?:During handling of the above exception|The above exception was the direct cause)/;

/** `supply VANA not found, using dummy regulator`: a supply that is always on has no regulator to find. */
const ALWAYS_ON = /\bsupply \S{1,40} not found, using dummy regulator\b/;

/** What a service manager announces: the name of a unit, in words of their own, says nothing of how it fares. */
const ANNOUNCED =
  /^\s{0,16}(?:systemd\[\d{1,7}\]: )?(?:\[ {2}OK {2}\] )?(?:Start(?:ing|ed)|Finish(?:ing|ed)|Reached target|Listening on|Mount(?:ing|ed)|Created slice|Set up) (?:[\w@.\\-]{1,80} - )?[A-Z/][^:!?]{1,119}?(?:\.{1,3}|…)$/;

const TELLS_NO_EVENT = anyOf([PASSED, NOT_MOUNTED, VARIABLE, STACK_FRAME, TRACEBACK, ALWAYS_ON, ANNOUNCED]);

/** It tells of other software, times or devices, or what registers hold: no event. */
export const isReported = (text: string): boolean =>
  REPORTED.test(text) ||
  TELLS_NO_EVENT.test(text) ||
  (RESULT_PASSED.test(text) && IS_TEST.test(text) && !WENT_WRONG.test(text)) ||
  (text.includes('|') && REGISTERS.test(text));
