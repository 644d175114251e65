import * as z from 'zod/mini';

const Name = z.string().check(z.regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/), z.maxLength(64));
const Text = z.string().check(z.minLength(1), z.maxLength(240));
/** Linear in the length of the line: RE2 syntax without look-around and back references. `{WORD}` stands for a word of `words`. */
const Pattern = z.string().check(z.minLength(1), z.maxLength(4000));
/** Text with `{name}` or `{name:format}` for what the pattern, a decoder or a table gave; of a list, the first that is whole. */
const Template = z.union([Text, z.array(Text).check(z.minLength(1), z.maxLength(8))]);

const Fault = z.strictObject({
  kind: Template,
  role: Template,
  /** One sentence without a full stop. It may hold numbers, codes and words of a table, never words of the line. */
  title: Template,
  /** As engineers write it: `HTTP {status}`. */
  code: z.optional(Template),
  /** What the fault is about: the unit, the process, the device, the argument. */
  facts: z.optional(z.record(z.string().check(z.regex(/^[a-z][A-Za-z0-9]*$/)), Template)),
});
export type FaultTemplate = z.infer<typeof Fault>;

const Series = z.strictObject({ name: Template, unit: Text, value: Text, per: z.optional(Template) });
export type SeriesTemplate = z.infer<typeof Series>;

const Examples = z.strictObject({
  /** Lines, each with what this row says of it: `cause no-space ENOSPC`, `install failed`, `unit=a.service`. */
  says: z.record(z.string(), z.array(z.string())),
  /** Lines that look alike and of which this row says nothing. */
  silent: z.array(z.string()).check(z.minLength(1)),
});

const Row = z.strictObject({
  id: Name,
  /** Lower-case words of letters (`mmcblk` of `mmcblk0`): a line without any of them is never matched. */
  anchors: z.array(z.string().check(z.regex(/^[a-z]{1,48}$/))).check(z.minLength(1), z.maxLength(240)),
  pattern: Pattern,
  /** Upper and lower case are the same, in all patterns of the row. */
  anyCase: z.optional(z.boolean()),
  /** Lines that match and mean nothing. */
  unless: z.optional(Pattern),
  /** What the writer (application and context) and the line together must hold. */
  where: z.optional(Pattern),
  /** Further patterns whose named groups add values where they match. */
  also: z.optional(z.array(Pattern).check(z.maxLength(8))),
  /** A named function for what is arithmetic; it may give several readings of one line, or none. */
  decode: z.optional(z.string()),
  /** Rows of tables that add values, by the value named. */
  lookups: z.optional(z.array(z.strictObject({ in: Name, by: Text })).check(z.maxLength(4))),
  fault: z.optional(Fault),
  /** `install failed` */
  phase: z.optional(Template),
  /** `up-to-date`, `slot-booted {slot:slot}` */
  outcome: z.optional(Template),
  series: z.optional(Series),
  /** The ECU starts anew with this line. */
  boot: z.optional(z.boolean()),
  /** A line that says nothing may say something next time: a value that templates mask decides. */
  watch: z.optional(z.boolean()),
  /** Read for a fault only where no other row has found one: plain words that others say better. */
  fallback: z.optional(z.literal(true)),
  /** Where the words of this row stand, if not in the source of the file. */
  source: z.optional(Text),
  examples: Examples,
});
export type Row = z.infer<typeof Row>;

const TableRow = z.union([Text, z.record(z.string(), z.union([Text, z.number()])), z.null()]);
export type TableRow = z.infer<typeof TableRow>;

/** A kind of one's own, and what it means for a diagnosis. */
const OwnKind = z.strictObject({
  means: Text,
  wrapper: z.optional(z.literal(true)),
  generic: z.optional(z.literal(true)),
  probing: z.optional(z.enum(['always', 'as-consequence'])),
  interrupts: z.optional(z.literal(true)),
  unsound: z.optional(z.literal(true)),
  commonplace: z.optional(z.literal(true)),
  ends: z.optional(z.literal(true)),
  updateClient: z.optional(z.literal(true)),
  consequenceOf: z.optional(z.array(Text)),
});

/** What one update client, kernel or service says, as data. */
export const VocabularyFile = z.strictObject({
  $schema: z.optional(z.string()),
  name: Name,
  /** Public documents or repository paths that say so. */
  source: z.string().check(z.minLength(8), z.maxLength(600)),
  /** It is an update client: its faults are an update's. */
  client: z.optional(z.literal(true)),
  /** All rows are `fallback`. */
  fallback: z.optional(z.literal(true)),
  /** Pieces of patterns, upper case, for `{NAME}` in patterns. */
  words: z.optional(z.record(z.string().check(z.regex(/^[A-Z][A-Z0-9_]*$/)), Pattern)),
  /** Values by value: a text is the value `is`, an object gives several, null says that the line means nothing. */
  tables: z.optional(z.record(Name, z.record(z.string(), TableRow))),
  kinds: z.optional(z.record(Name, OwnKind)),
  rows: z.array(Row).check(z.minLength(1), z.maxLength(1000)),
});
export type VocabularyFile = z.infer<typeof VocabularyFile>;
