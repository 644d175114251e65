import type { ModelFailure } from '#src/batch/ports.ts';
import type { AnswerGate } from './answer-gate.ts';

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

export function answeredNote({ claims, doubt, dropped, isFull }: AnswerGate): string {
  const kept = claims.length === 0 ? 'It added no claim' : `It added ${counted(claims.length)}`;
  const refused = dropped === 0 ? '' : `; the gate refused ${counted(dropped)}`;
  const verdict = doubt === undefined ? '' : ', and a doubt that it raised and code confirmed lowered the verdict';
  const trust = claims.length === 0 ? '' : ` ${CHECKED}`;
  return `${kept}${refused}${verdict}.${trust}${isFull ? ' Its answer was too long and was cut off.' : ''}`;
}

const counted = (claims: number): string => `${claims} ${claims === 1 ? 'claim' : 'claims'}`;
