import type { LessonItem } from '#src/api/resolution-schemas.ts';
import { printable } from './colour.ts';

export type Lesson = LessonItem;

/** A lesson as people read it. */
export function lessonText(lesson: Lesson): string {
  const { actions, batchId, firmware, harmless, history, lines, platform } = lesson;
  const rows = [
    `${headOf(lesson)}`,
    `  Batch ${batchId}, version ${lesson.version}${lesson.isDisabled ? ', disabled' : ''}`,
    `  Holds for platform ${platform ?? 'any'}, firmware ${firmware ?? 'any'}`,
    ...lines.map(({ ecu, text }, i) => `  ${i === 0 ? 'Says it' : 'With it'}: ${ecu ? `${ecu}: ` : ''}${text}`),
    ...harmless.map(({ ecu, text }) => `  Harmless: ${ecu ? `${ecu}: ` : ''}${text}`),
    ...actions.map((text) => `  To do: ${text}`),
    ...history.map(
      ({ atMs, by, version, what, why }) =>
        `  Version ${version}: ${what} by ${by}, ${new Date(atMs).toISOString()}${why ? `: ${why}` : ''}`,
    ),
  ];
  return rows.map((row) => `${printable(row)}\n`).join('');
}

const headOf = ({ cause, resolution }: Lesson): string =>
  cause === null ? 'A false alarm' : `${resolution === 'confirm' ? 'Confirmed' : 'The cause'}: ${cause}`;

/** One line of a list. */
export const lessonLine = (lesson: Lesson): string =>
  printable(
    `${lesson.batchId}  v${lesson.version}${lesson.isDisabled ? ' (disabled)' : ''}  ${headOf(lesson)}  [${lesson.platform ?? 'any platform'}; ${lesson.firmware ?? 'any firmware'}]`,
  );
