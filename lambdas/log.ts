/** Fields hold no names of files, no VINs and no text of a log. */
export type Log = (level: 'info' | 'error', message: string, fields: Record<string, unknown>) => void;
