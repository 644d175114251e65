import { signal } from '@preact/signals';
import type { LessonItem } from '#src/api/resolution-schemas.ts';
import { isByLink, isForReaders } from '../url/location.ts';

/** What an engineer is about to teach: chosen by the buttons of the form, or beside a line or a cause. */
export interface Teaching {
  resolution: LessonItem['resolution'];
  /** Lines that show it, or are harmless. */
  lines: readonly string[];
  cause: string;
}

export const teaching = signal<Teaching | undefined>(undefined);

/** Who holds a link, or signed in, reads: teaching is for those who sign their requests. */
export const mayTeach = (): boolean => !isByLink() && !isForReaders();

/** From beside a line or a cause: the form stands elsewhere on the page. */
export function teach(next: Teaching): void {
  teaching.value = next;
  requestAnimationFrame(() => document.getElementById('teach')?.scrollIntoView({ block: 'center' }));
}
