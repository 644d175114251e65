import type { BatchDetail } from '#src/api/batch-schemas.ts';

/** What Hive, DuckDB and Athena take for no value. */
const NONE = '__HIVE_DEFAULT_PARTITION__';
/** Names of folders end at 255 bytes. */
const MAX_ENCODED = 200;

/** Where the files of a batch stand in each table: `date=2026-11-26/platform=J7/firmware=2.0`; no vehicle is in it. */
export const partitionOf = ({ createdAt, firmware, platform }: BatchDetail): string =>
  [
    `date=${createdAt.slice(0, 10)}`,
    `platform=${encoded(platform)}`,
    `firmware=${encoded(firmware?.to ?? firmware?.from ?? null)}`,
  ].join('/');

/** Percent-encoded as Hive does, cut between characters: what it was to the letter stands in the rows. */
function encoded(value: string | null): string {
  if (value === null) return NONE;
  const pieces = Array.from(value.toWellFormed(), (character) => encodeURIComponent(character).replaceAll('*', '%2A'));
  let text = '';
  for (const piece of pieces) {
    if (text.length + piece.length > MAX_ENCODED) break;
    text += piece;
  }
  return text;
}
