import type { ApiClient } from './api-client.ts';
import type { FoundFile } from './find-files.ts';
import type { UploadProgress } from './upload-progress.ts';

export interface UploadJob {
  client: ApiClient;
  batchId: string;
  files: readonly FoundFile[];
  progress: UploadProgress;
  signal: AbortSignal;
}

/** The other side may be able to take the file a moment later. */
export class UploadBroken extends Error {
  override readonly name = 'UploadBroken';
}

/** What a door that refused says: problem details, or the code of S3's XML. */
export function detailOf(status: number, text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // S3 answers in XML: its code says enough.
  }
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(text)?.[1];
  return `The storage answered ${status}${code ? ` (${code})` : ''}.`;
}
