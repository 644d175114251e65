import type { ExportFormat } from './row-writer.ts';

/** Each is loaded when it is asked for. */
export const FORMATS = {
  parquet: async (): Promise<ExportFormat> => (await import('./parquet-format.ts')).PARQUET,
  csv: async (): Promise<ExportFormat> => (await import('./csv-format.ts')).CSV,
  ndjson: async (): Promise<ExportFormat> => (await import('./ndjson-format.ts')).NDJSON,
} as const;

export type FormatName = keyof typeof FORMATS;
