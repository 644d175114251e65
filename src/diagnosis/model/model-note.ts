import { counted } from '#src/report/counted.ts';
import type { Answer } from './answer.ts';
import type { ModelFailure } from './language-model.ts';

const ALONE = "This report is the rules' alone.";

export const unavailableNote = ({ message }: Pick<ModelFailure, 'message'>): string =>
  `The language model gave no usable answer: ${message} ${ALONE}`;

export const REFUSAL_NOTES = {
  day: `The budget for language models is used up for today (UTC). ${ALONE}`,
  batch: `The calls that one batch may make to a language model were used up by attempts that broke off. ${ALONE}`,
} as const;

/** Says in every rendering how far the model's part can be trusted. */
const CHECKED =
  'Its claims are fixed sentences that it fills with cited lines. Code checked that the lines and the quoted words are there, and the order and the ECUs where a claim says so; not what the lines mean or whether one led to another.';

const ENDED = {
  time: ' It was stopped when its time was up.',
  length: ' It was stopped at the most that one answer may be, so its end is missing.',
  money: ' It was stopped before it could cost more than it may.',
} as const;

export function answeredNote({ ended, gate, looked }: Answer): string {
  const { claims, doubt, dropped, isFull, proposals } = gate;
  const places =
    looked && `It looked at ${counted(looked.places.length, 'place')}, ${counted(looked.basis.lines, 'line')}. `;
  const kept = claims.length === 0 ? 'It added no claim' : `It added ${counted(claims.length, 'claim')}`;
  const causes = proposals.length === 0 ? '' : `, among them ${counted(proposals.length, 'cause')} of its own`;
  const refused = dropped === 0 ? '' : `; the gate refused ${counted(dropped, 'claim')}`;
  const verdict = doubt === undefined ? '' : ', and a doubt that it raised and code confirmed lowered the verdict';
  const trust = claims.length === 0 ? '' : ` ${CHECKED}`;
  const long = isFull ? ' Its answer was too long and was cut off.' : '';
  return `${places ?? ''}${kept}${causes}${refused}${verdict}.${trust}${long}${ended ? ENDED[ended] : ''}`;
}
