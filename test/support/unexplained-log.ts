import type { ModelRequest } from '#src/diagnosis/model/language-model.ts';
import { answering, asking, type Behaviour, idOf, type Script } from './scripted-model.ts';

const at = (second: number, text: string): string =>
  `May 13 08:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')} gwc ${text}`;

const pulse = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => at(from + i, `tempd[9]: coolant is at ${60 + (i % 7)} degrees`));

/** What says the cause, in words that sound like none. */
export const CAUSE_WORDS = 'position 0 although 100 was asked for';
/** What the rules take for the cause, by its words. */
export const LEAD = 'handshake with the camera failed: permission denied';
export const END = 'update failed';
export const VIN = 'WVWZZZ1JZXW000001';

/** An update whose client no vocabulary knows stops because of what another program says. */
export const VALVE_LOG: readonly string[] = [
  at(1, 'camupd[41]: update to 5.1 begins'),
  ...pulse(2, 20),
  at(24, `camupd[41]: vehicle ${VIN} is ready`),
  at(25, `valved[7]: ${CAUSE_WORDS}`),
  at(26, `camupd[41]: ${LEAD}`),
  at(30, `camupd[41]: ${END}`),
  ...pulse(31, 5),
];

/** The same program, well. */
export const WELL_LOG: readonly string[] = [
  at(1, 'camupd[41]: update to 5.0 begins'),
  ...pulse(2, 60),
  at(65, 'camupd[41]: second step is reached'),
  at(66, 'camupd[41]: update is done'),
];

/** Two ECUs name a cause that the rules know. */
export const SURE_LOG: readonly string[] = [
  'May 13 08:00:01 gwc camupd[41]: update to 5.1 begins',
  'May 13 08:00:20 gwc stord[7]: write to slot b failed: No space left on device',
  'May 13 08:00:24 cam recvd[9]: chunk 7 is not kept: No space left on device',
  'May 13 08:00:30 gwc camupd[41]: update failed',
];

/** Proposes the line with these words as the cause of the other. */
export const proposing =
  (cause: string, end: string = END) =>
  (request: ModelRequest): Script =>
    answering({
      propose: 'cause',
      chain: [{ evidence: idOf(cause, request) }, { link: 'may-have-caused', evidence: idOf(end, request) }],
    });

/** Looks where the update ended and proposes what stands before it. */
export const lookThenPropose = (): Behaviour[] => [
  (request) =>
    asking(
      ['search_records', { words: [END] }],
      ['records_around', { evidence: idOf(END, request), before: 10, after: 2 }],
    ),
  (request) =>
    answering({
      propose: 'cause',
      chain: [
        { evidence: idOf(CAUSE_WORDS, request), quote: CAUSE_WORDS },
        { link: 'may-have-caused', evidence: idOf(END, request) },
      ],
    }),
];
