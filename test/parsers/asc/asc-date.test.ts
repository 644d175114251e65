import { expect, it } from 'vitest';
import { readAscDate } from '#src/parsers/asc/asc-date.ts';

const timeOf = (text: string) => {
  const us = readAscDate(text);
  return Number.isNaN(us) ? null : new Date(us / 1000).toISOString();
};

it.each([
  ['Tue Mar 3 02:15:07.250 pm 2026', '2026-03-03T14:15:07.250Z'],
  ['Tue Mar 3 12:15:07 am 2026', '2026-03-03T00:15:07.000Z'],
  ['Tue Mar 3 14:15:07 2026', '2026-03-03T14:15:07.000Z'],
  ['Tue Mar  3 14:15:07 CET 2026', '2026-03-03T14:15:07.000Z'],
  ['Die Mär 3 14:15:07.250 2026', '2026-03-03T14:15:07.250Z'],
  ['Di M\xe4r 3 02:15:07 nachm. 2026', '2026-03-03T14:15:07.000Z'],
  ['Mo Okt 5 14:15:07 2026', '2026-10-05T14:15:07.000Z'],
  ['mar. f\xe9vr. 3 14:15:07 2026', '2026-02-03T14:15:07.000Z'],
  ['jeu. août 6 14:15:07 2026', '2026-08-06T14:15:07.000Z'],
  ['lun dic 7 14:15:07 2026', '2026-12-07T14:15:07.000Z'],
  ['lun gen 5 14:15:07 2026', '2026-01-05T14:15:07.000Z'],
  ['2026-03-03 14:15:07.250', '2026-03-03T14:15:07.250Z'],
  ['Di 3.12.2026 14:15:07', '2026-12-03T14:15:07.000Z'],
  ['3/12/2026 2:15:07 pm', null],
  ['Tue Foo 3 14:15:07 2026', null],
  ['Tue Feb 30 14:15:07 2026', null],
  ['', null],
])('the date `%s` of an ASC file is %s', (text, expected) => {
  expect(timeOf(text)).toBe(expected);
});
