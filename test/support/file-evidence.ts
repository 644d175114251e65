import type { BatchEvidence, FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';

/** Evidence of a file in which nothing happened. */
export const fileEvidence = (index: number, overrides: Partial<FileEvidence> = {}): FileEvidence => ({
  file: { index, name: `file-${index}.log`, member: null, sha256: '', sizeBytes: 1, streamBytes: 1 },
  format: 'text',
  formatReason: 'Its lines have no layout that Argus knows.',
  container: null,
  parserVersion: 1,
  evidenceVersion: '1-0',
  records: 1,
  unmatched: 1,
  gaps: { count: 0, bytesSkipped: 0, first: [] },
  recordBytes: 1,
  nonRecords: {},
  firstTimeUs: null,
  lastTimeUs: null,
  timeInferred: false,
  levels: { none: 1, fatal: 0, error: 0, warn: 0, info: 0, debug: 0, verbose: 0 },
  sources: [],
  sourcesDropped: 0,
  counts: [],
  templates: [],
  faults: [],
  phases: [],
  outcomes: [],
  lifecycles: [],
  series: [],
  ...overrides,
});

/** Evidence of a batch of these files in which nothing happened. */
export const countEvidence = (files: FileEvidence[], failed: FailedFile[]): BatchEvidence => ({
  files: files.toSorted((a, b) => a.file.index - b.file.index),
  failed: failed.toSorted((a, b) => a.index - b.index),
  records: files.reduce((sum, { records }) => sum + records, 0),
  unmatched: files.reduce((sum, { unmatched }) => sum + unmatched, 0),
  counts: [],
  templates: [],
  faults: [],
  phases: [],
  outcomes: [],
  lifecycles: [],
  series: [],
});
