import * as z from 'zod/mini';

export const Name = z.string().check(z.minLength(1), z.maxLength(64));

/** A whole number as a query writes it. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .check(
      z.refine(
        (text) => /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most,
        `must be a whole number from ${least} to ${most}`,
      ),
    );

const MOMENT = /^(?:\d{1,16}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))$/;

/** A time such as 2026-03-01T06:00:00Z, or microseconds since 1970 as charts count them. */
export const Moment = z
  .string()
  .check(
    z.refine(
      (text) => MOMENT.test(text) && Number.isFinite(momentUs(text)),
      'must be a time such as 2026-03-01T06:00:00Z, or microseconds since 1970',
    ),
  );

export const momentUs = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text) * 1_000);

export const Level = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'verbose']);

/** Words, each of which stands in the text; between blanks. */
export const Words = z.string().check(z.minLength(1), z.maxLength(400));
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Fingerprints of templates, up to 20, between commas. */
export const Fingerprints = z
  .string()
  .check(
    z.regex(
      /^v\d{1,3}:[0-9a-z]{1,40}(?:,v\d{1,3}:[0-9a-z]{1,40}){0,19}$/,
      'must be fingerprints of templates, between commas',
    ),
  );

/** What an earlier page of the same list gave. */
export const Cursor = z.string().check(z.regex(/^[\w-]{1,2048}$/, 'must be the cursor of an earlier page'));

/** Most items of one page. */
const MAX_PAGE = 500;
export const PageSize = wholeNumber(1, MAX_PAGE);
