import type { BatchFile } from '#src/batch/batch.ts';
import { filesKey, planKey, unitKey } from '#src/batch/keys.ts';
import { ObjectNotFound, type ObjectStore } from '#src/batch/ports.ts';
import { jsonLines } from '#src/batch/stored-lines.ts';
import type { FileEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';

export interface LargeBatch {
  batchId: string;
  files: number;
  templatesPerFile: number;
  /** Different templates in all; the others repeat them. */
  distinctTemplates: number;
}

const UNIT_FILES = 100;

/** A store in which every unit of a large batch has left its result; lines are made when they are read. */
export function largeBatchStore(batch: LargeBatch): ObjectStore {
  const units = Math.ceil(batch.files / UNIT_FILES);
  const filesOf = (unit: number) =>
    Array.from({ length: Math.min(UNIT_FILES, batch.files - unit * UNIT_FILES) }, (_, i) => unit * UNIT_FILES + i);
  const written = new Map<string, number>();
  const unitOf = new Map(Array.from({ length: units }, (_, unit) => [unitKey(batch.batchId, unit), unit]));
  const whole = new Map([
    [filesKey(batch.batchId), linesOfFiles(batch.files)],
    [
      planKey(batch.batchId),
      JSON.stringify({ units: Array.from({ length: units }, (_, unit) => filesOf(unit)), refused: [] }),
    ],
  ]);
  const refuse = async () => Promise.reject(new ObjectNotFound('object of this bench'));
  return {
    findSize: async (key) => written.get(key),
    read: refuse,
    readAll: async (key) => new TextEncoder().encode(whole.get(key) ?? ''),
    async *stream(key) {
      const unit = unitOf.get(key);
      if (unit === undefined) throw new ObjectNotFound(key);
      yield* jsonLines(unitLines(batch, unit, filesOf(unit)));
    },
    async write(key, body) {
      let size = 0;
      if (body instanceof Uint8Array) size = body.length;
      else for await (const chunk of body) size += chunk.length;
      written.set(key, size);
    },
    list: async function* () {},
    erase: refuse,
    presignUpload: refuse,
  };
}

const linesOfFiles = (count: number): string =>
  Array.from({ length: count }, (_, file) =>
    JSON.stringify({ name: nameOf(file), sizeBytes: 100_000, sha256: null } satisfies BatchFile),
  ).join('\n');

const nameOf = (file: number): string => `ecu-${file % 40}/session-${file}.log`;

async function* unitLines(batch: LargeBatch, unit: number, files: number[]): AsyncGenerator<object> {
  yield { unit, files, versions: 'bench' };
  for (const file of files) yield { file, evidence: evidenceOf(batch, file) };
  yield { end: true };
}

function evidenceOf({ templatesPerFile, distinctTemplates }: LargeBatch, index: number): FileEvidence {
  const first = (index * templatesPerFile) % distinctTemplates;
  const templates = Array.from({ length: templatesPerFile }, (_, i) => rowOf(index, (first + i) % distinctTemplates));
  return {
    file: { index, name: nameOf(index), member: null, sha256: 'ab'.repeat(32), sizeBytes: 1e5, streamBytes: 1e5 },
    format: 'logcat',
    formatReason: 'Its lines are those of logcat.',
    container: null,
    parserVersion: 1,
    evidenceVersion: '1',
    records: templatesPerFile,
    unmatched: 0,
    gaps: { count: 0, bytesSkipped: 0, first: [] },
    recordBytes: 1e5,
    nonRecords: {},
    firstTimeUs: 1e15,
    lastTimeUs: 1e15 + 1e8,
    timeInferred: false,
    levels: { none: 0, fatal: 0, error: 0, warn: 0, info: templatesPerFile, debug: 0, verbose: 0 },
    sources: [],
    sourcesDropped: 0,
    counts: [],
    templates,
    faults: [],
    phases: [],
    outcomes: [],
    lifecycles: [],
    series: [],
  };
}

function rowOf(file: number, n: number): TemplateRow {
  const place = { file, member: null };
  return {
    // Scattered over all ranks, as hashes are.
    fingerprint: `v1:${((n * 2_654_435_761) >>> 0).toString(16).padStart(8, '0')}${n.toString(16).padStart(8, '0')}`,
    ecu: `ECU${n % 40}`,
    app: `app${n % 200}`,
    context: 'main',
    level: 'info',
    template: `component ${n} of <num> reported state <num> after <num> ms on slot_${n % 7}`,
    count: 1,
    firstTimeUs: 1e15 + n,
    lastTimeUs: 1e15 + n,
    first: { ...place, sha256: 'ab'.repeat(32), offset: n * 100, length: 99, digest: '0123456789abcdef' },
    failure: null,
    spark: null,
    occurrences: [{ ...place, offsets: [n * 100] }],
  };
}
