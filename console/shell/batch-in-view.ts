import { signal } from '@preact/signals';
import type { BatchDetail } from '#src/api/batch-schemas.ts';

/** The batch that the page is about, as the last answer told it. */
export const batchInView = signal<BatchDetail | undefined>(undefined);
