/**
 * The language of failure: what lines of any program say when something goes wrong, as words (`plainWords`). No client's
 * own vocabulary stands here, and no level counts: failures are often logged as information.
 */
export interface Reason {
  /** In kebab case; how a report and a fleet name it. */
  kind: string;
  /** Argus' words for it, as they stand behind "which says that". */
  says: string;
  /** How much such a line explains by itself, 0 to 60: a state or a reason, a refused step, a bare failure. */
  weight: number;
  readonly pattern: RegExp;
}

/** Whole words, and none of the names that `withoutNames` left out. */
const saying = (phrases: readonly string[]): RegExp => new RegExp(`(?<![\\w<])(?:${phrases.join('|')})(?!\\w)`);
const ALL_PHRASES: string[] = [];

/** Its pattern is made when a line is first held against it: all of them take 2 ms, and logs of a bus have no words. */
function reason(kind: string, weight: number, says: string, ...phrases: string[]): Reason {
  ALL_PHRASES.push(...phrases);
  let pattern: RegExp | undefined;
  return {
    kind,
    weight,
    says,
    get pattern() {
      pattern ??= saying(phrases);
      return pattern;
    },
  };
}

const UNABLE = "(?:fail(?:ed|ure|s|ing)?|unable|could not|couldn't|cannot|can't|can not|was not able|not able)(?: to)?";
const NOT = "(?:not|n't)";
const DID_NOT = "(?:did not|didn't|does not|doesn't|do not|don't|has not|hasn't|have not|haven't|was not|never)";

/** What is left undone without anything being wrong. */
const NOT_DONE_BY_CHOICE =
  '(?:enabled|needed|required|used|changed|modified|defined|specified|affected|limited|related|associated|included|listed|mentioned|supposed|intended|displayed|shown|logged|printed|documented|recommended|interested|armed|pressed|selected|requested|locked|tainted|restricted|permitted|allowed|supported|given|seen|open|even|often|when|then|been|need|indeed|overridden|shared|cached|encrypted|compressed|expected|updated|modified|forced|named|numbered|optimi[sz]ed|wanted|reached|started|stopped|scheduled|throttled|expired|exceeded|failed|crashed|dropped)\\b';

/** What something is when it is broken: it explains by itself. */
const STATES: readonly Reason[] = [
  reason(
    'crash',
    60,
    'a process crashed',
    'segfault(?:ed)?',
    'segmentation (?:fault|violation)',
    'core dump(?:ed)?|dumped core|code dumped|core dumped',
    'sig(?:segv|abrt|bus|ill|fpe)|segv|signal (?:6|7|8|11)',
    'null pointer|use after free|double free|stack smashing|heap corruption|general protection fault',
    'assert(?:ion)?\\b.{0,60}\\bfail(?:ed|ure)?|assert(?:ion)? failed',
    'panic(?:ked|king)?(?! ?[=:] ?\\d)|oops|guru meditation|hard fault',
    '(?:unhandled|uncaught|fatal) exception|terminate called|stack overflow',
    'process .{0,60}died|has died|died unexpectedly|has crashed|crashed',
  ),
  reason('unhandled', 53, 'an error was not handled', 'unhandled (?:promise )?rejection'),
  reason('bug', 58, 'a program met a state that it calls a bug', 'bug!|kernel bug'),
  reason(
    'memory',
    58,
    'memory ran out',
    'out of memory|oom(?: |-)?kill(?:er|ed)?|enomem|bad alloc|cannot allocate memory|page allocation failure',
    `${UNABLE} (?:to )?allocate\\b.{0,40}\\b(?:mem(?:ory)?|buffers?|bytes?|pages?|heap|dma|cma|rings?|descriptors?|frames?|stack|[kmg](?:i ?)?b)`,
    'allocation fail(?:ed|ure)|memory exhausted|no memory(?: left| available)?',
  ),
  reason('unallocated', 48, 'something could not be allocated', `${UNABLE} (?:to )?allocate`),
  reason(
    'watchdog',
    58,
    'a watchdog fired or something hung',
    'watchdog\\b.{0,40}\\b(?:timeout|timed out|expired|bite|bark|reset|triggered|fired|did not stop|not ping\\w*)',
    '(?:soft|hard) lockup|hung task|blocked for more than|rcu\\b.{0,24}\\bstalls?|deadlock(?:ed)?|wdt reset',
  ),
  reason(
    'power',
    58,
    'the supply was not sound',
    'under ?voltage|brown ?out|voltage (?:is |was )?(?:too low|low|below)|low voltage|battery (?:is |was )?(?:too low|low|critical|depleted|empty)',
    '(?:down|dropp?ed|drops?|fell|falls?|sank|sags?|sagged|dips?|dipped|collapsed) (?:to|below|under) \\d{1,2}(?:\\.\\d{1,3})? ?v(?:olts?)?',
    'power (?:was |is )?(?:lost|loss|fail(?:ed|ure)?|interrupted|cut)|over ?current|short circuit',
  ),
  reason(
    'thermal',
    58,
    'it was too hot or too cold',
    'over ?heat(?:ed|ing)?|over ?temp(?:erature)?|thermal (?:shutdown|trip|emergency|runaway)|too (?:hot|cold)',
    '(?:temperature|temp)\\b.{0,24}\\b(?:too high|too low|critical|above|exceed(?:s|ed)?)|critical temperature|thermal throttl\\w+',
  ),
  reason(
    'bus',
    58,
    'a bus was disturbed',
    'bus ?off|(?:error|tx|rx) passive|no ack(?:nowledge\\w*)?|arbitration lost|stuff error|bit error|bus error|bus heavy',
  ),
  reason(
    'input-output',
    56,
    'reading or writing failed',
    '(?:i/o|io|input/output|input output) error|eio|medium error|bad (?:block|sector)s?|uncorrectable|ecc error',
    '(?:read|write|flash|erase|fsync|disk|media|usb|i2c|spi|pipe|transfer|uart|serial) (?:error|fail(?:ed|ure)?)|lost (?:sync |async )?page write',
    '(?:fs|filesystem|file system) error|read only file ?system|remount\\w*\\b.{0,40}\\bread only|aborting journal|journal has aborted',
  ),
  reason(
    'no-space',
    58,
    'there was no space left',
    '(?:have|has|is|was|be) enough (?:free |disk |storage |flash )*(?:space|storage)',
    'no (?:free |more |enough )?(?:disk )?space|enospc|(?:not enough|insufficient|out of|too little) (?:free |disk |storage |flash )*(?:space|storage)',
    '(?:disk|partition|storage|file ?system|volume|flash|device|quota) (?:is |was )?full|quota exceeded|no free (?:blocks|inodes|space)',
    "(?:does not|doesn't|will not|won't) fit",
  ),
  reason(
    'certificate',
    58,
    'a certificate was not accepted',
    '(?:certificate|cert|x ?509|crl|chain)\\b.{0,60}\\b(?:not yet valid|expired|revoked|untrusted|not trusted|invalid|unknown|self signed|verif\\w+ fail\\w*|verify failed|mismatch|not valid)',
    '(?:expired|self signed|untrusted|invalid|unknown|revoked) (?:certificate|cert|ca|issuer)|not yet valid|unable to get (?:local )?issuer|peer certificate .{0,40}\\bnot ok\\b|certificate verify failed',
  ),
  reason(
    'signature',
    57,
    'a signature was not accepted',
    '(?:fail\\w*|unable|could not|cannot) (?:to )?(?:verify|validate|check|authenticate) (?:[a-z]+ ){0,3}signatures?',
    'signatures?\\b.{0,40}\\b(?:fail(?:ed|ure|s)?|invalid|mismatch|wrong|not valid|not trusted|missing|bad|error|does not match|rejected)',
    '(?:invalid|bad|wrong|missing|untrusted|no valid|no) signatures?|unsigned|(?:invalid|wrong|bad|unknown) key|key (?:not found|mismatch|rejected)',
  ),
  reason(
    'checksum',
    57,
    'data does not match its checksum',
    "(?:hash|checksum|digest|crc\\d*|sha ?\\d*|md5)(?:es|s)?\\b.{0,60}\\b(?:fail(?:ed|ure|s)?|mismatch(?:ed)?|error|wrong|invalid|bad|incorrect|differs?|does(?: not|n't) match|not match)",
    '(?:bad|wrong|invalid|incorrect|mismatched|unexpected) (?:crc\\d*|checksum|hash|digest|magic|md5|sha\\d*)',
  ),
  reason(
    'corrupt',
    57,
    'data is damaged',
    'corrupt(?:ed|ion)?|damaged|malformed|garbled|truncated|unexpected (?:eof|end of)|(?:eof|end of file|end of input) (?:while|during|before|in)|(?:un|de) ?compress(?:ion|ing)? (?:error|fail\\w*)|premature end|incomplete|unfinished|(?:is|was|are|were|came) (?:too )?short',
  ),
  reason(
    'cycle',
    50,
    'things wait for each other',
    '(?:ordering|dependency|circular|import|reference|include) (?:cycle|loop)s?|(?:circular|cyclic) (?:dependenc(?:y|ies)|references?|imports?)',
  ),
  reason(
    'fault-state',
    52,
    'something is in a fault state',
    '(?:fault|failure|emergency|alarm) (?:was )?(?:detected|occurred|raised|active|present|state)|error (?:was )?(?:raised|active|present|state)|faulty',
    '(?:to|in|into|entered|entering|is|became|now|->) (?:the )?(?:fault(?:ed|y)?|error|failed|failure|emergency|degraded|unhealthy|failsafe|safe state|limp home)(?: state| mode)?|emergency stop\\w*|(?:mode|state) (?:fault|emergency|error)',
    'unhealthy|unbootable|bricked|unrecoverable|not (?:ok|healthy|operational|functional|working)',
  ),
];

/** Why something was not done: the inner part of most failure lines. */
const REASONS: readonly Reason[] = [
  reason(
    'permission',
    55,
    'access was denied',
    'permission(?:s)? (?:was |is )?denied|(?:operation )?not permitted|access (?:is |was )?denied|avc:? denied|eacces|eperm',
    'unauthori[sz]ed|not authori[sz]ed|insufficient (?:permissions?|privileges?|rights)|authentication (?:failed|error|required)',
  ),
  reason('not-allowed', 55, 'something is not allowed', 'forbid(?:s|den)|disallow(?:s|ed)|not allowed'),
  reason(
    'refused',
    53,
    'a request was refused',
    'refus(?:ed|es|ing)|reject(?:ed|s|ing)?|(?<!promise )rejection|denied|declined|not accepted|prohibited|nack(?:ed)?|negative (?:response|reply|ack\\w*)',
    'conditions? not (?:correct|met|fulfilled|satisfied)|request out of range|(?:sub ?function|service) not supported|invalid key',
  ),
  reason(
    'argument',
    52,
    'it was called in a way that it does not accept',
    '(?:unexpected|unrecogni[sz]ed|invalid|unknown|bad|illegal|missing|ambiguous) (?:argument|option|parameter|flag|operand|command|subcommand|switch)s?',
    'too (?:many|few) arguments|requires (?:an?|the) (?:argument|option|value)|einval|usage error',
  ),
  reason(
    'mismatch',
    52,
    'two things do not fit together',
    `mismatch(?:ed|es)?|(?:do|does|did)(?: not|n't) (?:match|fit|agree|correspond)|not match(?:ing)?|differs? from|inconsistent|incompatible|not compatible|conflict(?:s|ing)?`,
    `(?:not |un)suitable (?:for|to|with)|not (?:meant|intended|made|built|valid) for (?:this|your|the)|${DID_NOT} (?:start|begin|end) with`,
    'wrong (?:target|version|type|size|format|board|device|hardware|platform|model|image|partition|file|slot|state|order|sequence|length)',
    '(?:built|made|meant|intended|compiled|created|generated|designed|only) for\\b.{1,60}\\b(?:this|but|not|whereas|while)',
    'has \\d+\\b.{1,40}\\bbut\\b.{1,40}\\bhas (?:only )?\\d+',
    'expects?\\b.{1,120}\\b(?:but|this|got|has)\\b|expects (?:[a-z]+ ){0,2}(?:fingerprint|version|model|device|board|hardware)',
    'expected\\b.{1,60}\\b(?:got|but|found|received|was|actual)|(?:got|found|received|was)\\b.{1,60}\\b(?:expected|instead of|rather than)',
  ),
  reason(
    'used-up',
    52,
    'something was used up',
    'no (?:more )?(?:[a-z]\\S{0,30} ){1,3}(?:left|remaining)|none left|(?:used|all used) up|(?:ran|run|runs|running) (?:out|short) of',
  ),
  reason(
    'expired',
    52,
    'something had expired',
    '(?<!time ?out (?:time )?)(?<!time ?out (?:time )?(?:has |had |have |is |was ))(?:has |had |have |is |was )?\\bexpired|out ?dated|too old|stale (?:metadata|data|handle|file handle|nfs|lock|index)|no longer valid',
  ),
  reason(
    'not-found',
    50,
    'something was not there',
    `not found|no such|not in (?:the )?(?:fstab|list|table|config\\w*|database|map|manifest|index|archive|allow ?list|white ?list)|(?:does|did|do)(?: not|n't) exist|not exist|enoent|missing|${UNABLE} (?:to )?(?:find|locate|detect|get device|identify)|not (?:be )?(?:present|found|located|detected)|absent`,
    'no \\S{1,40}(?: \\S{1,40}){0,3} (?:found|present|available|detected|configured|specified|defined)|undefined|unresolved|unknown (?:host|source|symbol|device|service|id|identifier|ecu|node|user|key|message|request|error)',
    'no (?:device|camera|carrier|medium|module|driver|firmware|configuration|keyring|route|gps|gnss|fix)\\b',
  ),
  reason(
    'unsupported',
    50,
    'something is not supported',
    `not (?:yet )?(?:be )?(?:supported|implemented)|unsupported|unimplemented|(?:does|do|did)(?: not|n't) support|(?:cannot|can't|can not|could not) (?:be )?handle[ds]?|enotsup|eopnotsupp|not applicable`,
    'unknown (?:format|type|version|compression|file ?system|protocol|encoding|method|architecture|function)',
  ),
  reason(
    'unreachable',
    54,
    'something could not be reached',
    'connection (?:was )?(?:refused|timed out)|(?:network|host|destination|server|peer|node) (?:is |was )?(?:unreachable|down|not reachable|offline)|unreachable|not reachable|no route|econnrefused|ehostunreach|enetunreach',
    `${UNABLE} (?:to )?(?:resolve|connect|reach|contact|look ?up)|name resolution|name or service not known|no such host|nxdomain|servfail`,
  ),
  reason(
    'handshake',
    54,
    'two sides could not agree on a connection',
    'handshake (?:fail\\w*|error|timed out|timeout)',
  ),
  reason(
    'no-answer',
    50,
    'an answer did not come in time',
    '(?:has |have |had )?timed out|time ?out time (?:has )?expired|time ?out has expired|deadline exceeded|etimedout|time ?out (?:expired|occurred|reached|exceeded|elapsed|error|waiting|while|during|after|on|for|in|from|detected|when)|time ?out[!.]?$',
    `late (?:response|reply|answer|frame)|too late|not (?:been )?(?:recv|received|answered)|no (?:valid )?(?:response|reply|answer|ack|data|frames?|messages?|signal|heartbeat|packets?)\\b|(?:not|un) ?respon(?:ding|sive)|${DID_NOT} (?:respond|reply|answer|receiv\\w*|arriv\\w*|start|stop|become|finish|complete|boot|come|get|return)(?! with\\b)`,
    '(?:max(?:imum)?(?: number of)?|all|too many) (?:re)?(?:tries|attempts|times|retransmissions)|retr(?:y|ies) (?:limit|exhausted|exceeded)|maximum number of times|stalled|starv\\w+|hangs?|hung|stuck',
  ),
  reason(
    'lost',
    48,
    'a connection or a signal was lost',
    'connection (?:to|with|from) (?:\\S{1,60} ){1,4}?(?:was |is |has been )?(?:lost|reset|closed by (?:the )?(?:remote|peer|server|foreign|other)|aborted|broken|dropped|terminated)|lost (?:the )?(?:connection|link|contact|communication|signal|sync\\w*|lock|carrier|messages?|packets?|frames?)|(?:connection|session|link|stream|socket|channel) (?:was |is |has been )?(?:lost|reset|closed|aborted|broken|dropped|terminated|down)',
    '(?:link|carrier|signal|sync|communication|heartbeat|fix|service|endpoint|device|node|peer) (?:is |was )?(?:lost|down|gone|unavailable|disconnected)|broken pipe|reset by peer|end of file|epipe|econnreset|(?:goes|went|gone) (?:away|down)|(?:device|modem|bus|controller|link|port) reset (?:detected|occurred)|controller is down|disappeared|unexpectedly (?:closed|disconnected)',
  ),
  reason(
    'state-not-reached',
    46,
    'it did not come into the state that was asked for',
    `${UNABLE} (?:be )?(?:enter|leav\\w+|leave|exit|switch(?:ed)?|chang\\w+|transition\\w*|reach\\w*|go|put|bring|set)\\b(?: \\S{1,24}){0,4}? (?:mode|state|session)`,
  ),
  reason('fatal', 46, 'something gave up for good', 'fatal error'),
  reason(
    'exceeded',
    47,
    'a limit was exceeded',
    'overflow(?:ed|s)?|overrun|underrun|exceed(?:s|ed|ing)?|exhausted|too (?:large|big|long|small|short|many|high|low|few|late|early|fast|slow)',
    '(?:bigger|larger|longer) than|(?:extends?|reach(?:es)?|lies|ends?|goes|runs) (?:beyond|past|behind|outside)',
    'outside (?:of )?(?:the )?(?:[a-z]+ ){0,2}(?:range|bounds|limits?|window|area)',
    'out of (?:range|bounds|sync|order|resources?|credits?|handles)|limit reached|insufficient|not enough|repeated too quickly|start limit',
    '(?:above|over|beyond|below|under|outside) (?:its|the|their|any|our|maximum|minimum|allowed|permitted|configured|set) (?:[a-z]+ ){0,2}(?:limit|budget|quota|maximum|minimum|threshold|range|bounds?|tolerance|margin|ceiling|floor)s?',
  ),
  reason(
    'invalid',
    46,
    'something is not valid',
    'invalid|illegal|(?:is |are |was )?not (?:a )?valid|incorrect|wrong|unexpected|unrecogni[sz]ed|(?:syntax|parse|parsing|format|protocol|decode|decoding) error|un(?:parsable|readable)|bad [a-z]+|not a(?:n)? [a-z]+',
  ),
  reason(
    'busy',
    44,
    'something was in use',
    '(?:device|resource|target|file|port|address|slot|it) (?:or resource )?(?:is )?(?:busy|in use|locked)|ebusy|eaddrinuse|already (?:in use|locked|mounted)',
  ),
];

/** A step that was not done, without the reason. */
const STEPS: readonly Reason[] = [
  reason('error-returned', 42, 'a call returned an error', 'returned below zero'),
  reason(
    'ended',
    40,
    'a program ended with an error',
    '(?:exited|terminated|ended|quit) (?:with|on|by) (?:an? )?(?:exit )?(?:status|code|signal)\\W{0,3}-?[1-9]\\d{0,2}',
  ),
  reason(
    'step-not-done',
    40,
    'a step could not be done',
    `${UNABLE} (?:be )?[a-z]{3}\\w*`,
    'errors? (?:has |have |was )?(?:occurred|detected|encountered)|problems? (?:with|while|in|when|during|reading|writing|opening|loading)',
    'error(?:s)? (?:while|during|when|in|on|at|from|opening|reading|writing|parsing|loading|creating|sending|receiving|processing|executing|running|calling|getting|setting|returned)',
    '[a-z]\\w+ (?:check|test|verification|validation|probe|init\\w*|handshake|calibration|sync\\w*|send|transfer|read|write|load|open|mount|boot|start\\w*) (?:has |have |was )?fail(?:ed|ure|s)?',
    '(?:is |are |was |were )?not (?:ready|available|running|initiali[sz]ed|configured|set|started|connected|mounted|loaded|synchroni[sz]ed|complete|completed|possible|usable|unlocked|verified|programmed|received)',
    `without success|${NOT} (?:been )?(?!${NOT_DONE_BY_CHOICE})[a-z]{3,12}(?:ed|en)`,
    'driver bug|known bug|bug\\b|broken|defective|died|starved',
  ),
];

/** Something failed, and no more than that. */
const BARE: readonly Reason[] = [
  reason(
    'failure',
    34,
    'something failed',
    'fail(?:ed|ure|ures|s|ing)?|failing|unsuccessful(?:ly)?|errors?|err|exceptions?|traceback|abort(?:ed|s)?|fatal|crash(?:es)?|faults?|killed|cancel(?:l)?ed|given up|gave up|giving up|abandoned|called off|terminated abnormally|dropped|unavailable|not available|disconnect(?:ed|ion)?|unable|lost|rolled back|roll(?:ing)? back',
  ),
  reason(
    'contradiction',
    36,
    'something is not as it should be',
    `${DID_NOT} (?!have|need|require|use|matter|exist|apply|include|contain|change)[a-z]{3,}`,
    "(?:is|are|was|were)(?: not|n't) (?:the|this|that|our|its) [a-z]",
    "(?:won't|will not) (?!be\\b|have|need|affect|change|matter|apply)[a-z]{3,}",
    "but\\b.{0,60}\\b(?:not|n't|never|no)|should (?:be|have|not)\\b.{0,60}\\bbut|instead of|unexpectedly|not (?:as )?expected",
  ),
  reason(
    'warning',
    12,
    'something was remarkable',
    `warn(?:ing)?|alarm|critical|retry(?:ing)?|suspicious|anomal\\w+|degraded|jump(?:ed)?|skipped|${NOT} [a-z]{4,}`,
  ),
];

/** The weightiest first, so that the first that matches is what a clause says. */
export const REASON_LIST: readonly Reason[] = [...STATES, ...REASONS, ...STEPS, ...BARE].sort(
  (a, b) => b.weight - a.weight,
);
/** Most statements give no reason: one look for all of them costs 0.6 µs, one each 3.6. */
const anyReason = (): RegExp => {
  any ??= saying(ALL_PHRASES);
  return any;
};
let any: RegExp | undefined;

/** The weightiest reason that these words give. */
export const findReason = (words: string): Reason | undefined =>
  anyReason().test(words) ? REASON_LIST.find(({ pattern }) => pattern.test(words)) : undefined;

/** One cheap look that most lines of a healthy log do not pass. */
export const HINT =
  /expects|outside |but |-0x|cycl|circular|than |won't|will not|occur|emergency|goes|went|cancel|giv(?:en|ing) up|gave up|abandon|called off|forbid|disallow|unfinish|short|left|remaining|above |over |beyond |below |used up|\bfor\b|fail|err|fault|abort|panic|crash|fatal|oops|bug|denied|refus|reject|declin|invalid|illegal|expire|mismatch|corrupt|damag|truncat|malform|incomplete|missing|absent|not |n't|no |unable|cannot|time.?d?.?out|timeout|exceed|exhaust|overflow|overrun|underrun|insufficient|too |lost|lose|unreach|unavail|disconnect|broken|reset|full|busy|stuck|hung|hang|stall|starv|dead|died|kill|segv|signal|sig[a-z]{3}|dump|exception|traceback|assert|unsupported|unknown|unexpect|unrecogn|wrong|bad|incorrect|incompat|inconsist|conflict|differ|watchdog|wdt|lockup|voltage|brown|power|heat|temp|thermal|bus.?off|passive|ack|i\/o|input\/output|ecc|crc|hash|checksum|signature|unsigned|revoked|untrust|self.signed|yet valid|warn|alarm|critical|drop|retr|jump|skip|never|without|expected|instead|unauthor|forbidden|permit|eof|end of file|pipe|gone|down|offline|away|exit|E[A-Z]{3,}|7f ?[0-9a-f]{2} ?[0-9a-f]{2}|[^\w]-\d{1,3}\b|[45]\d\d|nack|stale|outdated|old|undefined|unresolved|degrad|unhealthy|unboot|brick|rolled|rollback|fell back|fallback|revert|unsuccess|impossible|problem/i;
