/** What is longer is a dump, and its head names it; also bounds the work per line. */
const MAX_CHARS = 1_000;

/** Escape sequences of terminals, ECMA-48. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character.
const ESCAPES = /\u001b\[[0-9;]{0,16}[A-Za-z]/g;
const URLS = /\b[a-z][a-z0-9+.-]{1,12}:\/\/[^\s"'<>)\]]{1,400}/gi;
/** Files in which a kernel shows what it has: without the part or the feature, they are not there. */
const SHOWN_BY_KERNEL = /(?<![\w/.])\/(?:sys|proc)\/[\w.@%+~-]{1,100}(?:\/[\w.@%+~-]{0,100}){0,20}/g;
/** `/var/log/error.log`, `C:\x\y`; not `I/O`, `and/or`, `1/2`. */
const PATHS = /(?<![\w/])(?:[A-Za-z]:\\|\.{0,2}\/)[\w.@%+~-]{1,100}(?:[\\/][\w.@%+~-]{0,100}){0,20}/g;
/** `esys_context.c:69`, `10_failing_check.sh`, `file_stream.cc(-1)`: the name of a source or a script says nothing of its own. */
const FILES =
  /(?<![\w./+-])[\w./+-]{1,200}\.(?:cc?|cpp|cxx|hh?|hpp|py|rs|go|java|kt|ts|js|sh|so|ko|log|conf|cfg|ini|json|ya?ml|xml|toml|txt|service|socket|target|mount|timer)(?:\.\d{1,3})?(?:[:(]-?\d{1,6}\)?)?(?![\w])/gi;
/** `[1205/130621.176402:ERROR:partition_writer.cc(362)]`, `[INFO:main.cc(12)]`: where and how loud, not what. */
const LOCATIONS = /\[[^\][]{0,40}?\b(?:ERROR|INFO|WARN|WARNING|DEBUG|VERBOSE\d?|FATAL|NOTICE)\b[^\][]{0,100}\]/g;
/** `libgpg-error-dev:amd64`, `crash-report-agent`: names of packages and parts, made of words that say nothing here. */
const COMPOUNDS =
  /(?<![\w-])(?:lib[\w.+]{2,40}-[\w.+-]{2,60}|[a-z][a-z0-9.+]{1,30}(?:-[a-z0-9.+]{1,30}){2,6})(?::[a-z0-9]{2,12})?(?![\w-])/g;
/** `Startup.HardFaultCount recorded …`: what is counted or called, where words follow it; a value stands alone. */
const DOTTED = /(?<![\w.])[A-Z]\w{1,60}(?:\.[A-Z]\w{1,80}){1,6}(?:\.[a-z0-9][\w-]{0,60}){0,2}(?=\s[a-z=])/g;
/** `boost::program_options::variables_map`: a name in a program, unless it is that of an exception. */
const SCOPED =
  /(?<![\w:])[A-Za-z_]\w{0,60}(?:::~?[A-Za-z_]\w{0,60}){0,6}::~?(?!\w{0,60}(?:rror|xception|alloc|imeout|ault)\b)[A-Za-z_]\w{0,60}/g;
/** `3f804000.i2c`, `ff520000.dwmmc`: a device by its address, as kernels name it, says nothing of its bus. */
const DEVICES = /(?<![\w.])[0-9a-f]{4,16}\.[a-z][a-z0-9_-]{1,30}(?![\w.])/g;
/** `probe returned -125`, `handshake returned -0x2700`, `ret=-19`: below zero is how a call says that it failed. */
const RETURNED =
  /\b(?:retur[a-z]{1,6}|retval|return (?:code|value)|ret|rc)(?: with)?\s?[:=]?\s?-(?:0x[0-9a-f]{1,8}|[1-9]\d{0,5})\b(?![.\w]|\s?(?:°|deg|[a-zA-Z]{1,2}\b|%))/gi;
/** `restart_on_corruption`, `ignore_corruption`: what device-mapper is to do if, among the parameters of its tables. */
const RESPONSES = /\b(?:(?:restart|panic|ignore|log|halt|reboot)_on_[a-z]{2,16}|ignore_corruption)\b/g;
const OPTIONS = /(?<![\w-])--?[a-z][\w-]{1,40}(?:=\S{1,60})?/gi;

/** In order; each with the signs of which one stands in whatever it matches: most lines have none, and need no search. */
const NAMES: readonly { signs: readonly string[]; pattern: RegExp; by: string }[] = [
  { signs: ['\u001b'], pattern: ESCAPES, by: '' },
  { signs: ['['], pattern: LOCATIONS, by: '' },
  { signs: ['://'], pattern: URLS, by: ' <url> ' },
  { signs: ['/sys/', '/proc/'], pattern: SHOWN_BY_KERNEL, by: ' <shown> ' },
  { signs: ['/', '\\'], pattern: PATHS, by: ' <path> ' },
  { signs: ['.'], pattern: FILES, by: ' <file> ' },
  { signs: ['.'], pattern: DEVICES, by: ' <name> ' },
  { signs: ['.'], pattern: DOTTED, by: ' <name> ' },
  { signs: ['-'], pattern: COMPOUNDS, by: ' <name> ' },
  { signs: ['_'], pattern: RESPONSES, by: ' <option> ' },
  { signs: ['::'], pattern: SCOPED, by: ' <name> ' },
  { signs: ['-'], pattern: RETURNED, by: 'returned below zero' },
  { signs: ['-'], pattern: OPTIONS, by: ' <option> ' },
];

/** The text as it is read for its words: no escapes, urls, paths, file names or options, which only name things. */
export function withoutNames(text: string): string {
  let named = text.slice(0, MAX_CHARS);
  for (const { signs, pattern, by } of NAMES)
    if (signs.some((sign) => named.includes(sign))) named = named.replace(pattern, by);
  return named;
}

/** Lower-case words: `DeniedUnknownSourceAddress`, `FAULT_DETECTED` and `self-signed` become their parts. */
export function plainWords(text: string): string {
  if (!TO_BE_PLAIN.test(text)) return text.trim();
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .replace(/[’`]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** What `plainWords` changes, but for blanks at the ends; capitals of other alphabets too. */
const TO_BE_PLAIN = /[A-Z_`\u0080-\uffff-]|\s\s|[^\S ]/;

/** The same without taking `kPrefsUpdateStatePayloadIndex` apart: a name in a program is no statement. */
export const wholeWords = (text: string): string =>
  text.replace(/[_-]/g, ' ').replace(/[’`]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase();
