import { isNegativeResponseCode, nrcCode, nrcName, nrcOfName, SHORTEST_NRC_NAME } from '../detect/negative-response.ts';
import { anyOf } from './any-of.ts';

/** A code that a standard, not a client, gives its meaning. */
export interface TypedCode {
  kind: 'errno' | 'signal' | 'exit' | 'http' | 'grpc' | 'curl' | 'nrc' | 'dbus';
  /** As engineers write it: `EACCES`, `SIGSEGV`, `exit 1`, `HTTP 404`, `NRC 0x35 (invalidKey)`. */
  code: string;
  /** Kind of the reason that the code stands for; null where it only says that something failed. */
  reason: string | null;
}

/** Linux errno (include/uapi/asm-generic/errno*.h): number, name, reason; and what strerror(3) says. */
const ERRNOS: readonly [number: number, name: string, reason: string, text: string][] = [
  [1, 'EPERM', 'permission', 'operation not permitted'],
  [2, 'ENOENT', 'not-found', 'no such file or directory'],
  [5, 'EIO', 'input-output', 'input/output error'],
  [6, 'ENXIO', 'not-found', 'no such device or address'],
  [8, 'ENOEXEC', 'invalid', 'exec format error'],
  [9, 'EBADF', 'invalid', 'bad file descriptor'],
  [11, 'EAGAIN', 'busy', 'resource temporarily unavailable'],
  [12, 'ENOMEM', 'memory', 'cannot allocate memory'],
  [13, 'EACCES', 'permission', 'permission denied'],
  [16, 'EBUSY', 'busy', 'device or resource busy'],
  [17, 'EEXIST', 'invalid', 'file exists'],
  [18, 'EXDEV', 'unsupported', 'invalid cross-device link'],
  [19, 'ENODEV', 'not-found', 'no such device'],
  [20, 'ENOTDIR', 'invalid', 'not a directory'],
  [21, 'EISDIR', 'invalid', 'is a directory'],
  [22, 'EINVAL', 'argument', 'invalid argument'],
  [24, 'EMFILE', 'exceeded', 'too many open files'],
  [25, 'ENOTTY', 'unsupported', 'inappropriate ioctl for device'],
  [26, 'ETXTBSY', 'busy', 'text file busy'],
  [27, 'EFBIG', 'exceeded', 'file too large'],
  [28, 'ENOSPC', 'no-space', 'no space left on device'],
  [30, 'EROFS', 'input-output', 'read-only file system'],
  [32, 'EPIPE', 'lost', 'broken pipe'],
  [36, 'ENAMETOOLONG', 'exceeded', 'file name too long'],
  [38, 'ENOSYS', 'unsupported', 'function not implemented'],
  [39, 'ENOTEMPTY', 'invalid', 'directory not empty'],
  [40, 'ELOOP', 'cycle', 'too many levels of symbolic links'],
  [61, 'ENODATA', 'not-found', 'no data available'],
  [62, 'ETIME', 'no-answer', 'timer expired'],
  [71, 'EPROTO', 'invalid', 'protocol error'],
  [74, 'EBADMSG', 'corrupt', 'bad message'],
  [84, 'EILSEQ', 'corrupt', 'invalid or incomplete multibyte'],
  [95, 'EOPNOTSUPP', 'unsupported', 'operation not supported'],
  [98, 'EADDRINUSE', 'busy', 'address already in use'],
  [100, 'ENETDOWN', 'unreachable', 'network is down'],
  [101, 'ENETUNREACH', 'unreachable', 'network is unreachable'],
  [103, 'ECONNABORTED', 'lost', 'software caused connection abort'],
  [104, 'ECONNRESET', 'lost', 'connection reset by peer'],
  [105, 'ENOBUFS', 'exceeded', 'no buffer space available'],
  [107, 'ENOTCONN', 'lost', 'transport endpoint is not connected'],
  [108, 'ESHUTDOWN', 'lost', 'cannot send after transport endpoint shutdown'],
  [110, 'ETIMEDOUT', 'no-answer', 'connection timed out'],
  [111, 'ECONNREFUSED', 'unreachable', 'connection refused'],
  [113, 'EHOSTUNREACH', 'unreachable', 'no route to host'],
  [116, 'ESTALE', 'expired', 'stale file handle'],
  [117, 'EUCLEAN', 'corrupt', 'structure needs cleaning'],
  [121, 'EREMOTEIO', 'input-output', 'remote i/o error'],
  [122, 'EDQUOT', 'no-space', 'disk quota exceeded'],
  [123, 'ENOMEDIUM', 'not-found', 'no medium found'],
  [126, 'ENOKEY', 'permission', 'required key not available'],
  [129, 'EKEYREJECTED', 'permission', 'key was rejected by service'],
];

const BY_NUMBER = new Map(ERRNOS.map(([number, ...rest]) => [number, rest]));
const BY_NAME = new Map(ERRNOS.map(([, name, reason]) => [name, reason]));
const ERRNO_NAME = new RegExp(`\\b(${ERRNOS.map(([, name]) => name).join('|')})\\b`);
const ERRNO_TEXT = new RegExp(
  `(?<![\\w])(${ERRNOS.map(([, , , text]) => text.replace(/[/.]/g, '\\$&')).join('|')})`,
  'i',
);
const BY_TEXT = new Map(ERRNOS.map(([, name, , text]) => [text, name]));
/** A negative number where kernels write an errno, but -1, which calls return for any failure: `error -110`, `failed: -2`, `(-5)`, `err=-22`, `ret -19`, `[Errno 13]`. */
const ERRNO_NEGATIVE =
  /(?:\b(?:err(?:or|no)?|ret(?:urned|val)?|rc|status|result|code|fail(?:ed|ure)?|with)\b["']?\s{0,2}[:=(]?\s{0,2}|\(|: )-(\d{1,3})(?![\d.-])/i;

/** What is called an errno is one, whatever other number stands before it. */
const ERRNO_CALLED = /\[?\berrno[ :=]{0,3}(\d{1,3})(?!\d)/i;
/** ESTALE on Linux, ETIMEDOUT in newlib, which microcontrollers have. */
const AMBIGUOUS = 116;

function findErrno(text: string): TypedCode | undefined {
  const name = ERRNO_NAME.exec(text)?.[1] ?? BY_TEXT.get(ERRNO_TEXT.exec(text)?.[1].toLowerCase() ?? '');
  if (name !== undefined) return { kind: 'errno', code: name, reason: BY_NAME.get(name) ?? null };
  if (/\bexit(?:ed)?(?: with)?(?: code| status)? -?\d/i.test(text)) return undefined;
  const called = ERRNO_CALLED.exec(text)?.[1];
  const negative = called === undefined ? ERRNO_NEGATIVE.exec(text)?.[1] : undefined;
  const number = Number(called ?? negative);
  const known = negative === '1' || number === AMBIGUOUS ? undefined : BY_NUMBER.get(number);
  return known && { kind: 'errno', code: `${known[0]} (${negative ? '-' : ''}${number})`, reason: known[1] };
}

/** POSIX signals that end a process by a fault of its own; SIGTERM and SIGKILL come from outside. */
const SIGNAL =
  /\bSIG(SEGV|ABRT|BUS|ILL|FPE|SYS|TRAP|KILL|TERM)\b|\b(?:signal|status)[ =:]{1,2}(4|6|7|8|9|11|15)(?:\/(?:SEGV|ABRT|BUS|ILL|FPE|KILL|TERM))?\b(?!\.)/;
/** Python and ROS write a signal as a negative exit code. */
const KILLED = /\bexit code -(4|6|7|8|9|11|15)\b/;
const SIGNAL_NAMES: Readonly<Record<string, string>> = {
  4: 'ILL',
  6: 'ABRT',
  7: 'BUS',
  8: 'FPE',
  9: 'KILL',
  11: 'SEGV',
  15: 'TERM',
};

function findSignal(text: string): TypedCode | undefined {
  const killed = KILLED.exec(text)?.[1];
  if (killed !== undefined) return signal(SIGNAL_NAMES[killed]);
  const match = SIGNAL.exec(text);
  if (match === null || !(match[1] || /signal|\//.test(match[0]))) return undefined;
  return signal(match[1] ?? SIGNAL_NAMES[match[2]]);
}

const signal = (name: string): TypedCode => ({
  kind: 'signal',
  code: `SIG${name}`,
  reason: name === 'KILL' || name === 'TERM' ? null : 'crash',
});

const EXIT =
  /\bexit(?:ed)?(?: with)?(?: status| code| value)?["':= (]{0,3}([1-9]\d{0,2})\b|\bcode=exited, status=([1-9]\d{0,2})|\breturn(?:ed)?(?: exit)? code[ :=]{1,2}([1-9]\d{0,2})\b/i;

function findExit(text: string): TypedCode | undefined {
  const match = EXIT.exec(text);
  const status = match?.slice(1).find((group) => group !== undefined);
  return status === undefined ? undefined : { kind: 'exit', code: `exit ${status}`, reason: null };
}

const HTTP =
  /\bHTTP(?:\/\d(?:\.\d)?)?(?: (?:status|error|response|code|return(?:ed)?))*[ :=]{1,3}([45]\d\d)\b|\b(?:http|response|status)[ _-]?(?:status[ _-]?)?code["']?[ :=]{1,3}([45]\d\d)\b|\b([45]\d\d) (?:not found|forbidden|unauthorized|bad gateway|bad request|service unavailable|internal server error|gateway time-?out|too many requests|method not allowed|conflict|gone)\b|\b(?:received|got|answered|replied)(?: with)?(?: an?)? ([45]\d\d) (?:response|reply|answer|error|status)\b/i;
const HTTP_REASONS: Readonly<Record<string, string>> = {
  401: 'permission',
  403: 'permission',
  404: 'not-found',
  408: 'no-answer',
  410: 'not-found',
  413: 'exceeded',
  429: 'exceeded',
  503: 'unreachable',
  504: 'no-answer',
};

function findHttp(text: string): TypedCode | undefined {
  const match = HTTP.exec(text);
  const status = match?.slice(1).find((group) => group !== undefined);
  return status === undefined
    ? undefined
    : { kind: 'http', code: `HTTP ${status}`, reason: HTTP_REASONS[status] ?? 'refused' };
}

/** gRPC status codes (grpc/grpc doc/statuscodes.md) as Go, Python and C++ write them. */
const GRPC_REASONS: Readonly<Record<string, string>> = {
  unavailable: 'unreachable',
  deadlineexceeded: 'no-answer',
  permissiondenied: 'permission',
  unauthenticated: 'permission',
  notfound: 'not-found',
  invalidargument: 'argument',
  resourceexhausted: 'exceeded',
  unimplemented: 'unsupported',
  failedprecondition: 'refused',
  dataloss: 'corrupt',
};
const GRPC =
  /\b(?:rpc error: code = |StatusCode\.|grpc(?:[ _-]status)?[ :=]{1,3})(Unavailable|DeadlineExceeded|DEADLINE_EXCEEDED|PermissionDenied|PERMISSION_DENIED|Unauthenticated|NotFound|NOT_FOUND|InvalidArgument|INVALID_ARGUMENT|ResourceExhausted|RESOURCE_EXHAUSTED|Unimplemented|FailedPrecondition|FAILED_PRECONDITION|DataLoss|DATA_LOSS)\b/i;

function findGrpc(text: string): TypedCode | undefined {
  const name = GRPC.exec(text)?.[1];
  if (name === undefined) return undefined;
  return { kind: 'grpc', code: `gRPC ${name}`, reason: GRPC_REASONS[name.replace(/_/g, '').toLowerCase()] ?? null };
}

/** Codes of libcurl (curl/curl include/curl/curl.h), with which many update clients download: number, name, reason. */
const CURL_CODES: Readonly<Record<string, readonly [name: string, reason: string]>> = {
  3: ['URL_MALFORMAT', 'argument'],
  5: ['COULDNT_RESOLVE_PROXY', 'unreachable'],
  6: ['COULDNT_RESOLVE_HOST', 'unreachable'],
  7: ['COULDNT_CONNECT', 'unreachable'],
  9: ['REMOTE_ACCESS_DENIED', 'permission'],
  18: ['PARTIAL_FILE', 'lost'],
  22: ['HTTP_RETURNED_ERROR', 'refused'],
  23: ['WRITE_ERROR', 'input-output'],
  26: ['READ_ERROR', 'input-output'],
  27: ['OUT_OF_MEMORY', 'memory'],
  28: ['OPERATION_TIMEDOUT', 'no-answer'],
  33: ['RANGE_ERROR', 'unsupported'],
  35: ['SSL_CONNECT_ERROR', 'unreachable'],
  47: ['TOO_MANY_REDIRECTS', 'exceeded'],
  51: ['PEER_FAILED_VERIFICATION', 'certificate'],
  52: ['GOT_NOTHING', 'no-answer'],
  55: ['SEND_ERROR', 'lost'],
  56: ['RECV_ERROR', 'lost'],
  58: ['SSL_CERTPROBLEM', 'certificate'],
  60: ['PEER_FAILED_VERIFICATION', 'certificate'],
  77: ['SSL_CACERT_BADFILE', 'certificate'],
};
/** `curl: (60) …`, `Curl error: 33`, `CURLcode 7`, `libcurl returned 28`. */
const CURL =
  /(?<![\w-])(?:curl: \((\d{1,2})\)|(?:lib)?curl(?:code)? (?:error|failed|returned|err|code)(?: code| with(?: code| error)?)?[ :=]{1,3}\(?(\d{1,2})\b(?![.\d])|curlcode[ :=]{1,3}\(?(\d{1,2})\b(?![.\d]))/i;

function findCurl(text: string): TypedCode | undefined {
  const match = CURL.exec(text);
  const number = match?.[1] ?? match?.[2] ?? match?.[3];
  const known = number === undefined ? undefined : CURL_CODES[number];
  return known && { kind: 'curl', code: `CURLE_${known[0]} (${number})`, reason: known[1] };
}

/** `7F 27 35`, `7F2735`: a negative response of ISO 14229-1 as it is logged, behind its length (`03 7F 27 35`) at most. */
const NRC_BYTES =
  /(?<![0-9A-Fa-f])(?<!(?<![0-9A-Fa-f])(?!0[3-7])[0-9A-Fa-f]{2}[ ,])(?:0x)?7F[ ,]?(?:0x)?([0-9A-F]{2})[ ,]?(?:0x)?([0-9A-F]{2})(?![0-9A-Fa-f])/i;
/** Names of negative responses as tools write them: `ConditionsNotCorrect`, `NRC_INVALID_KEY`. */
const NRC_NAME = /(?<![A-Za-z])(?:NRC_)?(?=[A-Za-z_]{5})([A-Za-z]{3,}(?:_[A-Za-z]{2,})*)(?![A-Za-z])/g;
const MAX_NAMES = 40;
const LONG_WORD = new RegExp(`[A-Za-z_]{${SHORTEST_NRC_NAME}}`);

function findNrc(text: string): TypedCode | undefined {
  const bytes = NRC_BYTES.exec(text);
  const byBytes = bytes === null ? undefined : Number.parseInt(bytes[2], 16);
  const nrc = byBytes !== undefined && isNegativeResponseCode(byBytes) ? byBytes : nrcByName(text);
  if (nrc === undefined || nrc === 0x78) return undefined;
  return { kind: 'nrc', code: `${nrcCode(nrc)} (${nrcName(nrc)})`, reason: 'refused' };
}

function nrcByName(text: string): number | undefined {
  if (!LONG_WORD.test(text)) return undefined;
  let tried = 0;
  for (const [, name] of text.matchAll(NRC_NAME)) {
    const nrc = nrcOfName(name);
    if (nrc !== undefined) return nrc;
    if (++tried === MAX_NAMES) return undefined;
  }
  return undefined;
}

/** Errors that the D-Bus specification and its daemon name (dbus/dbus-protocol.h): the last part, reason. */
const DBUS_REASONS: Readonly<Record<string, string>> = {
  NoMemory: 'memory',
  ServiceUnknown: 'unreachable',
  NameHasNoOwner: 'unreachable',
  NoServer: 'unreachable',
  NoNetwork: 'unreachable',
  NoReply: 'no-answer',
  Timeout: 'no-answer',
  TimedOut: 'no-answer',
  Disconnected: 'lost',
  IOError: 'input-output',
  LimitsExceeded: 'exceeded',
  AccessDenied: 'permission',
  AuthFailed: 'permission',
  InteractiveAuthorizationRequired: 'permission',
  NotSupported: 'unsupported',
  UnknownMethod: 'unsupported',
  UnknownInterface: 'unsupported',
  UnknownObject: 'not-found',
  FileNotFound: 'not-found',
  InvalidArgs: 'argument',
  InvalidSignature: 'argument',
};
const DBUS = /\borg\.freedesktop\.DBus\.Error\.(?:Spawn\.)?([A-Z][A-Za-z]{2,40})\b/;

function findDbus(text: string): TypedCode | undefined {
  const name = DBUS.exec(text)?.[1];
  return name === undefined ? undefined : { kind: 'dbus', code: `D-Bus ${name}`, reason: DBUS_REASONS[name] ?? null };
}

interface Finder {
  find(text: string): TypedCode | undefined;
  /** Without a match of one of them it finds nothing. */
  patterns: readonly RegExp[];
}

const FINDERS: readonly Finder[] = [
  { find: findErrno, patterns: [ERRNO_NAME, ERRNO_TEXT, ERRNO_CALLED, ERRNO_NEGATIVE] },
  { find: findDbus, patterns: [DBUS] },
  { find: findCurl, patterns: [CURL] },
  { find: findSignal, patterns: [KILLED, SIGNAL] },
  { find: findHttp, patterns: [HTTP] },
  { find: findGrpc, patterns: [GRPC] },
  { find: findExit, patterns: [EXIT] },
];
/** Most texts hold no code at all: one look tells. */
const ANY_CODE = anyOf(
  FINDERS.flatMap(({ patterns }) => patterns),
  'i',
);

/** Those that are told by a number, and a number below zero, which may be one. */
const NUMBERED = anyOf([ERRNO_CALLED, ERRNO_NEGATIVE, KILLED, SIGNAL, EXIT, HTTP, CURL, NRC_BYTES, /(?<!\w)-\d/i], 'i');

/** Another number in its place, and the text may say something else. */
export const holdsNumberedCode = (text: string): boolean => NUMBERED.test(text);

/** The codes of a text whose meaning is a standard's, the most telling first. */
export function typedCodesIn(text: string): TypedCode[] {
  const others = ANY_CODE.test(text) ? FINDERS.map(({ find }) => find(text)) : [];
  return [findNrc(text), ...others].filter((code) => code !== undefined);
}
