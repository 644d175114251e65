import type { BatchEvidence, EvidencePointer, TemplateRow } from '#src/evidence/file-evidence.ts';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { type Finding, isPassedOn } from './finding.ts';
import { byCount, byTelling } from './most-telling.ts';
import { streamKey } from './place.ts';
import { Logs } from './rotated-logs.ts';

/** Lines that are read again because of their words, and because of their place before an end. */
const MAX_BY_WORDS = 100;
/** Of them those whose writer's lines right before are read too: a reason is often said in words that nobody knows. */
const MAX_WITH_LEAD = 40;
const LEAD_LINES = 2;
const MAX_ENDS = 12;
const FAILURES_BEFORE_END = 10;
const LINES_BEFORE_END = 6;
const MAX_NAMING = 60;
/** Errors by their level alone. */
const MAX_ERRORS = 10;
const MAX_ARRIVALS = 20;

/**
 * The rows worth reading again: those whose words tell most of a failure, and those that were logged last before a
 * wrapper line, a failed step, a reset or the end of a log, whatever their words. What an event tells already is not
 * told twice. Work per row, never per line.
 */
export function chooseLines({ files, templates }: BatchEvidence, events: readonly Finding[]): TemplateRow[] {
  const told = new Set(
    events
      .filter((event) => !isPassedOn(event) && !tellsNoLine(event))
      .flatMap(({ pointers }) => pointers.map(pointerKey)),
  );
  const untold = templates.filter(({ failure, first }) => !told.has(pointerKey(failure?.at ?? first)));
  const telling = untold.filter(({ failure }) => failure !== null);
  const chosen = new Set(telling.toSorted(byTelling).slice(0, MAX_BY_WORDS));
  const logs = new Logs(files);
  const byStream = placesByStream(untold, logs);
  const streams = new Set(files.map(({ file }) => logs.logOf({ file: file.index, member: file.member })));
  const streamEnds = [...streams].map((stream) => ({ stream, offset: Number.POSITIVE_INFINITY }));
  for (const row of [...chosen].slice(0, MAX_WITH_LEAD))
    for (const lead of leadOf(row, byStream, logs)) chosen.add(lead);
  const ends = [...endsOf(events), ...wrapperEnds(telling, logs), ...streamEnds].slice(0, MAX_ENDS);
  for (const end of ends) {
    const before = rowsBefore(byStream.get(end.stream) ?? [], end.offset);
    for (const row of before.filter(({ failure }) => failure).slice(0, FAILURES_BEFORE_END)) chosen.add(row);
    for (const row of before.slice(0, LINES_BEFORE_END)) chosen.add(row);
  }
  for (const row of untold.filter(isNaming).toSorted(byCount).slice(0, MAX_NAMING)) chosen.add(row);
  for (const row of untold.filter(isError).toSorted(byCount).slice(0, MAX_ERRORS)) chosen.add(row);
  for (const row of untold.filter(isArrivalRow).toSorted(byCount).slice(0, MAX_ARRIVALS)) chosen.add(row);
  return [...chosen];
}

/** A part of the hardware is there and works, by the words of the kernel. */
export const isArrival = (text: string): boolean => ARRIVAL.test(text);

/** What the kernel calls the drive of which it mounts a file system or has read the partitions: `nvme0` of `nvme0n1p2`. */
export const driveInUse = (text: string): string | undefined => {
  const [, mounted, read] = IN_USE.exec(text) ?? [];
  return mounted ?? read;
};
const DRIVE = '([a-z]{2,12}(?:\\d{1,3}|<num>))';
const IN_USE = new RegExp(
  `^(?:\\[ {0,8}\\d{1,7}\\.\\d{3,9}\\] )?(?:[\\w-]{2,12} \\(${DRIVE}(?:n(?:\\d|<num>))?(?:p(?:\\d{1,3}|<num>))?\\): mounted filesystem\\b| ${DRIVE}(?:n(?:\\d|<num>))?:(?: p(?:\\d{1,3}|<num>)){1,32}\\s*$)`,
);
const ARRIVAL =
  /^(?:\[ {0,8}\d{1,7}\.\d{3,9}\] )?(?:[\w:.-]{1,40} )?[a-z]{2,12}(?:\d{1,3}|<num>): (?:new (?:[\w<>-]{1,24} ){0,4}(?:card|device|disk)\b|(?:SATA )?[Ll]ink (?:is |becomes )?(?:up|ready|Up)\b|(?:has )?(?:recovered|reconnected)\b)/;

const isArrivalRow = ({ app, failure, template }: TemplateRow): boolean =>
  app === 'kernel' && failure === null && (isArrival(template) || driveInUse(template) !== undefined);

/** A log or a boot begins at its first record, whatever that says: it may be the failure. */
const tellsNoLine = ({ category }: Finding): boolean => category === 'boot';

/** It bears a version: its writer may tell of the update in words of its own. */
const isNaming = ({ template }: TemplateRow): boolean => template.includes('<ver>');

/** Its writer calls it an error, whatever its words. */
export const isError = ({ level }: TemplateRow): boolean => level === 'error' || level === 'fatal';

interface End {
  stream: string;
  offset: number;
}

/** The last ends first: what was made good later matters less. */
const endsOf = (events: readonly Finding[]): End[] =>
  events
    .filter(
      ({ name, role, traits }) =>
        traitsOf(name, traits).fails || traitsOf(name, traits).rollsBack || role === 'consequence' || name === 'boot',
    )
    .map(({ place }) => ({ stream: streamKey(place), offset: place.offset }))
    .reverse();

const wrapperEnds = (telling: readonly TemplateRow[], logs: Logs): End[] =>
  telling
    .filter(({ failure }) => failure?.role === 'wrapper')
    .map((row) => placeIn(row.failure?.at ?? row.first, logs));

/** A place of a file as a place of its log. */
function placeIn(at: EvidencePointer, logs: Logs): End {
  const part = logs.partOf(at);
  return { stream: streamKey(part), offset: part.base + at.offset };
}

interface PlacedRow {
  row: TemplateRow;
  offset: number;
}

function placesByStream(templates: readonly TemplateRow[], logs: Logs): Map<string, PlacedRow[]> {
  const streams = new Map<string, PlacedRow[]>();
  for (const row of templates) {
    const { stream, offset } = placeIn(row.first, logs);
    const places = streams.get(stream) ?? [];
    if (places.length === 0) streams.set(stream, places);
    places.push({ row, offset });
  }
  for (const places of streams.values()) places.sort((a, b) => a.offset - b.offset);
  return streams;
}

/** What the same writer logged first right before the row's most telling line, the nearest first. */
function leadOf(row: TemplateRow, byStream: ReadonlyMap<string, PlacedRow[]>, logs: Logs): TemplateRow[] {
  const { stream, offset } = placeIn(row.failure?.at ?? row.first, logs);
  const own = (byStream.get(stream) ?? []).filter(
    (placed) => placed.offset < offset && placed.row.ecu === row.ecu && placed.row.app === row.app,
  );
  return own
    .slice(-LEAD_LINES)
    .reverse()
    .map((placed) => placed.row);
}

/** Rows first logged before the place, the nearest first: a line that stood there all along says little about an end. */
function rowsBefore(places: readonly PlacedRow[], offset: number): TemplateRow[] {
  const end = places.findLastIndex((placed) => placed.offset < offset) + 1;
  return places
    .slice(Math.max(0, end - 4 * FAILURES_BEFORE_END), end)
    .reverse()
    .map(({ row }) => row);
}
