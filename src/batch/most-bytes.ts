const GIB = 1024 ** 3;

/**
 * What one worker does within its 15 minutes, at 34 MB of log a second (measured on Lambda's processor, all of evidence) and
 * a tenth of the time for reserve; packed logs are some ten times as long when unpacked.
 */
export const MOST_BYTES = {
  /** Read front to back: 28 GB. */
  whole: 24 * GIB,
  /** Inflated and read. */
  packed: 3 * GIB,
  /** Cut into ranges, each by a worker of its own; one worker still has to hash it, at the 80 MB/s that S3 gives: 51 GB. */
  ranges: 48 * GIB,
} as const;

/** How a file is read: that decides how much of it one worker can. */
export type ReadingKind = keyof typeof MOST_BYTES;

const BY_NAME: readonly [RegExp, ReadingKind][] = [
  [/\.(?:gz|tgz|zst|zip|blf|mcap|bag)$/i, 'packed'],
  [/\.(?:tar|mf4|mdf|pcap|pcapng|asc|trc)$/i, 'whole'],
];

/**
 * What a file is shows in its bytes, but those come when it has been sent: what its name says is believed until then, so that
 * nobody sends for hours what is refused after.
 */
export const readingByName = (name: string): ReadingKind =>
  BY_NAME.find(([names]) => names.test(name))?.[1] ?? 'ranges';
