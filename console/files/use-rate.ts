import { useEffect, useRef } from 'preact/hooks';
import type { BatchDetail, FileItem } from '#src/api/batch-schemas.ts';
import { rateOf } from '../format/numbers.ts';

const WINDOW_MS = 10_000;

interface Rate {
  label: string;
  bytesPerS: number | undefined;
}

/** How fast it goes: of the last ten seconds while it does, afterwards of the whole of its parsing. */
export function useRate(batch: BatchDetail, files: readonly FileItem[] | undefined): Rate {
  const samples = useRef<{ atMs: number; bytes: number }[]>([]);
  const isUploading = batch.state === 'uploading';
  const isParsing = batch.state === 'parsing';
  useEffect(() => {
    if (!files) return;
    const bytes = bytesOf(files, isUploading ? ['uploaded', 'parsed', 'failed'] : ['parsed', 'failed']);
    const now = { atMs: Date.now(), bytes };
    samples.current = [...samples.current.filter(({ atMs }) => now.atMs - atMs < WINDOW_MS), now];
  }, [files, isUploading]);
  if (isUploading) return { label: 'Arriving', bytesPerS: rateOf(samples.current) };
  if (isParsing) return { label: 'Reading', bytesPerS: rateOf(samples.current) };
  return { label: 'Was read at', bytesPerS: parsedRate(batch) };
}

const bytesOf = (files: readonly FileItem[], states: readonly FileItem['state'][]): number =>
  files.reduce((sum, { sizeBytes, state }) => (states.includes(state) ? sum + sizeBytes : sum), 0);

function parsedRate({ stages, totalBytes }: BatchDetail): number | undefined {
  const parsing = stages.find(({ name }) => name === 'parsing');
  if (!parsing?.endedAt) return undefined;
  const ms = Date.parse(parsing.endedAt) - Date.parse(parsing.startedAt);
  return ms > 0 ? (totalBytes / ms) * 1_000 : undefined;
}
