import type { ModelFailure } from '#src/batch/ports.ts';
import type { AnswerGate } from './answer-gate.ts';

const ALONE = "This report is the rules' alone.";

export const unavailableNote = ({ message }: Pick<ModelFailure, 'message'>): string =>
  `The language model gave no usable answer: ${message} ${ALONE}`;

export const REFUSAL_NOTES = {
  day: `The budget for language models is used up for today (UTC). ${ALONE}`,
  batch: `The calls that one batch may make to a language model were used up by attempts that broke off. ${ALONE}`,
} as const;

export function answeredNote({ claims, dropped, lowered, isFull }: AnswerGate): string {
  const kept =
    claims.length === 0 ? 'It added no claim' : `It added ${counted(claims.length)} that the evidence bears out`;
  const refused = dropped === 0 ? '' : `; the gate refused ${counted(dropped)}`;
  const verdict = lowered === undefined ? '' : ', and it lowered the verdict';
  return `${kept}${refused}${verdict}.${isFull ? ' Its answer was too long and was cut off.' : ''}`;
}

const counted = (claims: number): string => `${claims} ${claims === 1 ? 'claim' : 'claims'}`;
