import { useEffect, useRef, useState } from 'preact/hooks';
import type { BatchDetail, FileItem, FilePage } from '#src/api/batch-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';

/** A batch of 10,000 files moves many of them at once: its list is asked for again at most so often. */
const CALM_MS = 1_000;

/** The first thousand files, and the pages behind that the reader asked for; fresh while the counts move. */
export function useFiles(batch: BatchDetail, counts: BatchDetail['counts']) {
  const [items, setItems] = useState<FileItem[]>();
  const [error, setError] = useState<Error>();
  const pages = useRef(1);
  const askedAtMs = useRef(0);
  const rounds = useRef({ asked: 0, shown: 0 });
  const load = () => {
    askedAtMs.current = Date.now();
    const round = ++rounds.current.asked;
    // What was asked for before what is shown tells of what has passed, whenever it comes.
    const show = (files: FileItem[] | undefined, trouble?: Error) => {
      if (round < rounds.current.shown) return;
      rounds.current.shown = round;
      if (files) setItems(files);
      setError(trouble);
    };
    readPages(batch.batchId, pages.current).then(show, (trouble: Error) => show(undefined, trouble));
  };
  useEffect(() => {
    const wait = Math.max(0, askedAtMs.current + CALM_MS - Date.now());
    const timer = setTimeout(load, wait);
    return () => clearTimeout(timer);
  }, [batch.batchId, batch.state, counts.uploaded, counts.parsed, counts.failed]);
  const more = () => {
    pages.current += 1;
    load();
  };
  return { items, error, more };
}

async function readPages(batchId: string, pages: number): Promise<FileItem[]> {
  const files: FileItem[] = [];
  let path: string | null = `/batches/${batchId}/files`;
  for (let page = 0; page < pages && path !== null; page++) {
    const answer: FilePage = await askJson<FilePage>(apiPath(path));
    files.push(...answer.files);
    path = answer.next;
  }
  return files;
}
