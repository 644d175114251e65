import { join } from 'node:path';
import { type Pages, readPages } from '#src/api/pages.ts';

let pages: Pages | undefined;

/** The build puts the console beside the handlers that serve it. */
export async function consolePages(): Promise<Pages> {
  pages ??= readPages(join(import.meta.dirname, 'console'));
  return pages;
}
