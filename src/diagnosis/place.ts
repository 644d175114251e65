import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import { compareText } from '#src/evidence/pointers.ts';

/** Before 2005 no clock of a vehicle that updates over the air was set: the ECU counts from its default. */
const EARLIEST_REAL_TIME_US = Date.UTC(2005, 0, 1) * 1000;

/** Clocks of two ECUs that are set agree to about this; nearer events have no known order. */
export const CLOCK_TOLERANCE_US = 2_000_000;

/** What an update suffers from may show this long before its first line. */
const LEAD_TIME_US = 600_000_000;

/**
 * `shared`: an absolute time, comparable with other files. `own`: completed from outside (no year, no zone), or told in
 * hindsight: good for the order inside its stream only. `none`: no usable time.
 */
type TimeBase = 'shared' | 'own' | 'none';

/** Where something was written: in which log, which a logger may have spread over files (`Logs`), and when, by a clock that can be trusted. */
export interface Place {
  /** Of the first file of its log. */
  file: number;
  member: string | null;
  /** In its log. */
  offset: number;
  clock: TimeBase;
  /** Null without a usable clock. */
  timeUs: number | null;
  /** `timeUs`, else that of the neighbour in the same stream: for sorting only. */
  orderUs: number | null;
}

export function usableTime(timeUs: number | null, clock?: 'steady' | 'stepped' | 'unset' | 'none'): number | null {
  if (timeUs === null || clock === 'unset' || clock === 'none') return null;
  return timeUs >= EARLIEST_REAL_TIME_US ? timeUs : null;
}

/** `at`: in its log. */
export function placeOf(
  at: Pick<Place, 'file' | 'member' | 'offset'>,
  timeUs: number | null,
  isShared: boolean,
): Place {
  const { file, member, offset } = at;
  const clock = timeUs === null ? 'none' : isShared ? 'shared' : 'own';
  return { file, member, offset, clock, timeUs, orderUs: timeUs };
}

/** Gives places without a usable clock the time of the nearest earlier one in their stream, else of the next. */
export function alignPlaces(places: readonly Place[]): void {
  for (const stream of Map.groupBy(places, streamKey).values()) {
    stream.sort((a, b) => a.offset - b.offset);
    let known = stream.find((place) => place.orderUs !== null)?.orderUs ?? null;
    for (const place of stream) {
      known = place.orderUs ?? known;
      place.orderUs = known;
    }
  }
}

/** Total and deterministic; places of streams without any clock come last, in file order. */
export function comparePlaces(a: Place, b: Place): number {
  const byTime = (a.orderUs ?? Number.POSITIVE_INFINITY) - (b.orderUs ?? Number.POSITIVE_INFINITY);
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime;
  return a.file - b.file || compareText(a.member ?? '', b.member ?? '') || a.offset - b.offset;
}

/** True only when the logs prove it: by clocks that can be compared, or by the order inside one stream. */
export function isClearlyAfter(a: Place, b: Place): boolean {
  if (a.timeUs !== null && b.timeUs !== null && areComparable(a, b)) return a.timeUs - b.timeUs > CLOCK_TOLERANCE_US;
  return isSameStream(a, b) && a.orderUs !== b.orderUs && a.offset > b.offset;
}

/** Too long before to have to do with it. */
export const isLongBefore = (a: Place, b: Place): boolean =>
  a.timeUs !== null && b.timeUs !== null && areComparable(a, b) && b.timeUs - a.timeUs > LEAD_TIME_US;

/** Inside one stream the offset is proof enough of what came first. */
export const isOrderKnown = (a: Place, b: Place): boolean => isSameStream(a, b) || areComparable(a, b);

/** What a log shows to the letter: it stands before the other one, or bears no later time of a clock that both share. */
export function isLoggedBefore(a: Place, b: Place): boolean {
  if (isSameStream(a, b)) return a.offset < b.offset;
  return areComparable(a, b) && a.timeUs !== null && b.timeUs !== null && a.timeUs <= b.timeUs;
}

const areComparable = (a: Place, b: Place): boolean =>
  isSameStream(a, b) ? a.clock !== 'none' && b.clock !== 'none' : a.clock === 'shared' && b.clock === 'shared';

/** What is said right before something, in bytes of the log. */
const RIGHT_BEFORE_BYTES = 700;

export const isRightBefore = (a: Place, b: Place): boolean =>
  isSameStream(a, b) && a.offset < b.offset && b.offset - a.offset <= RIGHT_BEFORE_BYTES;

export type Streamed = Pick<Place, 'file' | 'member'>;

export const isSameStream = (a: Streamed, b: Streamed): boolean => a.file === b.file && a.member === b.member;

export const streamKey = ({ file, member }: { file: number; member: string | null }): string =>
  `${file}:${member ?? ''}`;

export const pointersEqual = (a: EvidencePointer, b: EvidencePointer): boolean =>
  isSameStream(a, b) && a.offset === b.offset && a.length === b.length;
