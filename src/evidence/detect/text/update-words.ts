import type { FaultRole, OtaPhase, PhaseEvent } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineView } from '../line-finding.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/**
 * Update clients without a public vocabulary (OTA masters, UCM clients, gateways that log through DLT): plain words, used
 * only where no typed vocabulary spoke. AUTOSAR UCM result names: SWS_UpdateAndConfigurationManagement R19-11 (their
 * numbers differ by release, so the name is the code).
 */
const UPDATE_WORDS =
  /(?:^|[^a-z])(?:f?ota\w{0,8}|sota|updat\w{1,6}|upgrad\w{1,4}|ucm\w{0,8}|campaign|swdl|swup\w{0,6}|firmware|flash\w{0,4}|payload|package|bundle|artifact|image|slot|rauc|mender|swc?u)(?![a-z])/i;

const speaksOfUpdate = (line: LineView): boolean => UPDATE_WORDS.test(`${line.app} ${line.context} ${line.text}`);

/** Outside an update (a TLS handshake, a cache) the same words are only a hint. */
function failure(kind: FaultKind, role: FaultRole, title: string) {
  return (_: RegExpExecArray, line: LineView): LineReading => ({
    fault: { kind, role: speaksOfUpdate(line) ? role : 'symptom', title },
  });
}

const UCM_RESULTS =
  'InsufficientMemory|IncorrectBlock|IncorrectSize|InvalidTransferId|OperationNotPermitted|InsufficientData|PackageInconsistent|AuthenticationFailed|OldVersion|GeneralReject|GeneralMemoryError|ServiceBusy|InvalidManifest|NothingToRevert|NotAbleToRevertPackages|CancelFailed|NothingToRollback|NotAbleToRollback|ErrorDuringActivation|ErrorNoValidProcessing|MissingDependencies|ProcessSwPackageCancelled|ProcessedSoftwarePackageInconsistent';

/** `kNotAbleToRollback` is one word to the index: the names with their usual prefixes. */
const UCM_ANCHORS = UCM_RESULTS.toLowerCase()
  .split('|')
  .flatMap((name) => [name, `k${name}`, `kerr${name}`]);

const UCM_CAUSES = new Set([
  'InsufficientMemory',
  'PackageInconsistent',
  'AuthenticationFailed',
  'OldVersion',
  'InvalidManifest',
  'MissingDependencies',
  'ProcessedSoftwarePackageInconsistent',
]);

const NOT_FAILED =
  /\b(?:no|not|without|0|zero) (?:\w{1,12} )?(?:errors?|failures?|failed)\b|\b(?:error|failure)s?(?: count)?[:= ]{1,3}0\b|\bif\b|\bretry(?:ing)? (?:on|after|when)\b/i;

const causes: LineRule[] = [
  {
    anchors: ['signature', 'authenticity'],
    pattern:
      /signature (?:verification|check|validation)[^\n]{0,48}?\b(?:fail(?:ed|ure)?|invalid|error)\b|(?:invalid|bad|wrong|untrusted) signature|signature (?:is )?(?:invalid|mismatch|wrong|does not match)|authenticity check failed/i,
    unless: NOT_FAILED,
    gives: failure('signature-invalid', 'cause', 'A signature verification failed'),
  },
  {
    anchors: ['hash', 'checksum', 'digest', 'crc', 'sha'],
    pattern:
      /\b(?:hash|checksum|digest|crc(?:32)?|sha-?256)\b(?: (?:sum|value|check|verification))?[^\n]{0,32}?\b(?:mismatch(?:ed)?|failed|wrong|invalid|does not match|differs)\b|\bmismatch(?:ed)? (?:hash|checksum|digest|crc)\b/i,
    unless: NOT_FAILED,
    gives: failure('hash-mismatch', 'cause', 'Data does not match its hash'),
  },
  {
    anchors: ['certificate', 'self'],
    pattern:
      /(?:certificate (?:has expired|is not yet valid|is revoked|verify failed)|self.signed certificate in certificate chain|unable to get local issuer certificate)/i,
    unless: NOT_FAILED,
    gives: failure('certificate-invalid', 'cause', 'A certificate was not accepted'),
  },
  {
    anchors: ['health', 'selftest', 'self', 'sanity'],
    pattern:
      /\b(?:health[ -]?check|self[ -]?test|sanity check)s?\b[^\n]{0,48}?\b(?:fail(?:ed|ure|s)?|timed out|timeout (?:expired|reached|exceeded)|not (?:ok|passed)|unhealthy)\b/i,
    unless: new RegExp(`${NOT_FAILED.source}|time-?out (?:is |set|of|[:=])`, 'i'),
    gives: (match, line) => ({
      phase: { phase: 'health-check', state: 'failed' },
      ...failure('health-check-failed', 'symptom', 'A health check failed')(match, line),
    }),
  },
  {
    anchors: ['dependency', 'dependencies', 'incompatible', 'compatibility', 'compatible'],
    pattern:
      /\b(?:dependenc(?:y|ies)|compatibility)\b[^\n]{0,32}?\b(?:check failed|not (?:met|satisfied|fulfilled)|violated|unmet|mismatch)\b|\bincompatible (?:hardware|software|version|variant|platform|package|update)/i,
    unless: NOT_FAILED,
    gives: failure('incompatible-bundle', 'cause', 'The update does not fit this vehicle or its other software'),
  },
  {
    anchors: UCM_ANCHORS,
    pattern: new RegExp(`(?:^|[^A-Za-z])(?:kErr|k)?(${UCM_RESULTS})(?![A-Za-z])`),
    gives: ([, name]) => ({
      fault: {
        kind: 'ota-error',
        code: name,
        role: UCM_CAUSES.has(name) ? 'cause' : 'symptom',
        title: `Update and Configuration Management returned ${name}`,
      },
    }),
  },
];

const PHASES: readonly [word: RegExp, phase: OtaPhase][] = [
  [/^download/i, 'download'],
  [/^(?:verif|validat|signature)/i, 'verify'],
  [/^(?:install|flash|writ|process)/i, 'install'],
  [/^activat/i, 'activate'],
  [/^reboot/i, 'reboot'],
  [/^(?:health|self)/i, 'health-check'],
  [/^commit/i, 'commit'],
];

const STARTED = /^(?:start|begin|began|initiat|request)/i;
const FAILED = /^(?:fail|abort)/i;

function phase([, word, state]: RegExpExecArray, line: LineView): LineReading | LineReading[] | undefined {
  if (!speaksOfUpdate(line) || NOT_FAILED.test(line.text)) return undefined;
  const name = PHASES.find(([pattern]) => pattern.test(word))?.[1];
  if (name === undefined) return undefined;
  const end: PhaseEvent['state'] = STARTED.test(state) ? 'started' : FAILED.test(state) ? 'failed' : 'succeeded';
  const reading: LineReading = { phase: { phase: name, state: end } };
  if (end !== 'failed') return reading;
  return {
    ...reading,
    fault: { kind: `ota-${name}-failed`, role: 'symptom', title: `The update step "${name}" failed` },
  };
}

const STEP =
  '(download|verification|validation|signature verification|installation|install|flashing|activation|reboot|health[ -]?check|self[ -]?test|commit)';
const STATE =
  '(start(?:ed|ing)?|begins?|began|initiated|requested|complet(?:e|ed)|finished|succe(?:eded|ssful(?:ly)?|ss)|passed|done|ok|fail(?:ed|ure)|aborted)';

const steps: LineRule[] = [
  {
    anchors: [
      'download',
      'verification',
      'validation',
      'installation',
      'install',
      'flashing',
      'activation',
      'reboot',
      'health',
      'healthcheck',
      'self',
      'selftest',
      'commit',
    ],
    pattern: new RegExp(
      `\\b${STEP}\\b(?: of [\\w.\\-]{1,48}| for [\\w.\\-]{1,48}| to slot [\\w]{1,12})?(?: (?:was|is|has))?[ :=]{1,3}${STATE}\\b`,
      'i',
    ),
    unless: /\bnot (?:yet )?(?:started|begun|requested|completed?)\b/i,
    gives: phase,
  },
];

export const updateWords: RuleBook = { vocabulary: 'dlt', isFallback: true, rules: [...causes, ...steps] };
