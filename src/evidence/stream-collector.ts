import type { StreamInfo } from '#src/parsers/log-reader.ts';
import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { BlockIndex } from './blocks/block-index.ts';
import { BlockRecorder } from './blocks/block-recorder.ts';
import { FrameDetectors, ServiceWatch } from './detect/detectors.ts';
import type { FileEvidence, TemplateRow } from './file-evidence.ts';
import { FindingLedger } from './finding-ledger.ts';
import { Lifecycles } from './lifecycle/lifecycles.ts';
import { LineInspector } from './line-inspector.ts';
import { compareText, PointerMint } from './pointers.ts';
import { QuoteBook, type StreamQuotes } from './quote-book.ts';
import { FrameGroups } from './tally/frame-groups.ts';
import { SampleTally } from './tally/sample-tally.ts';
import { finiteOrNull, StreamTally } from './tally/stream-tally.ts';
import { LineCache } from './templates/fast/line-cache.ts';
import { fingerprintOf } from './templates/fingerprint.ts';
import { type Template, TemplateTally } from './templates/template-tally.ts';
import type { LineReader } from './vocabulary/line-reader.ts';

/** Raised whenever this code makes other evidence of the same findings. */
const CODE_VERSION = 10;

/** Another value, and the same records may give other evidence: part of the key of stored results. */
export const evidenceVersion = (reader: LineReader): string => `${CODE_VERSION}-${reader.digest}`;

export interface FileOfBatch {
  index: number;
  name: string;
  sizeBytes: number;
}

interface StreamToCollect {
  file: FileOfBatch;
  reader: LineReader;
  /** Takes quotes of what is pointed at. */
  keepsQuotes?: boolean | undefined;
}

/** Folds the records of one log stream into its evidence; memory is bounded whatever the stream's size. */
export class StreamCollector {
  readonly #info: StreamInfo;
  readonly #file: FileOfBatch;
  readonly #reader: LineReader;
  readonly #tally: StreamTally;
  readonly #ledger = new FindingLedger();
  readonly #inspector: LineInspector;
  readonly #templates: TemplateTally;
  readonly #lifecycles: Lifecycles;
  readonly #pointers: PointerMint;
  readonly #groups = new FrameGroups();
  readonly #samples = new SampleTally();
  readonly #book: QuoteBook | undefined;
  /** Of formats that are read again from a place in the stream, not from the beginning. */
  readonly #blocks: BlockRecorder | undefined;
  readonly #services: ServiceWatch;
  #frames: FrameDetectors | undefined;

  constructor(info: StreamInfo, { file, reader, keepsQuotes = false }: StreamToCollect) {
    this.#info = info;
    this.#file = file;
    this.#reader = reader;
    this.#book = keepsQuotes ? new QuoteBook() : undefined;
    this.#tally = new StreamTally(info.sources);
    this.#pointers = new PointerMint(file.index, info.member, this.#book);
    this.#inspector = new LineInspector({ format: info.format.name, reader }, this.#ledger, this.#pointers);
    this.#templates = new TemplateTally(
      this.#pointers,
      (batch, i, row) => this.#inspector.inspect(batch, i, row),
      () => new LineCache(),
    );
    this.#lifecycles = new Lifecycles(this.#pointers);
    this.#services = new ServiceWatch(info.sources, (of, at) => this.#pointers.later(of, at));
    this.#blocks = 'resumes' in info.format ? new BlockRecorder(this.#templates) : undefined;
  }

  records(batch: RecordBatch): void {
    this.#book?.begin(batch);
    this.#blocks?.begin(batch);
    this.#inspector.begin();
    const groups = this.#groups.group(batch) ? this.#groups : undefined;
    if (groups) {
      this.#tally.addFrames(batch, groups);
      this.#templates.addFrames(batch, groups);
    } else {
      this.#tally.add(batch);
      this.#templates.add(batch);
    }
    this.#samples.add(batch);
    this.#blocks?.add(batch, this.#tally.span);
    if (batch.frameCount < batch.count) this.#addBoots(batch, groups);
    if (batch.frameCount > 0) this.#follow(batch, groups);
    this.#book?.end();
  }

  /** What the records said that `evidence` points at. */
  quotesOf(evidence: FileEvidence): StreamQuotes {
    return { member: this.#info.member, quotes: this.#book?.keptOf(evidence) ?? [] };
  }

  #addBoots(batch: RecordBatch, groups: FrameGroups | undefined): void {
    this.#lifecycles.add(batch, inOrder(this.#inspector.bootLines, this.#services.add(batch)), groups);
    this.#inspector.book(batch, this.#lifecycles.bootOf);
  }

  /** Everything but the file's sha256, which `sealPointers` adds. Called once, when all records were seen. */
  finish(streamBytes: number): FileEvidence {
    this.#inspector.settle((row) => this.#templates.sumsOf(row));
    if (this.#frames) this.#ledger.addFrames(this.#frames.finish());
    this.#ledger.addFaults(this.#services.finish());
    const { series, ...found } = this.#ledger.finish();
    const { records, gaps, recordBytes, nonRecords, firstTimeUs, lastTimeUs } = this.#tally;
    const identities = this.#inspector.identities.finish();
    return {
      file: { ...this.#file, member: this.#info.member, sha256: '', streamBytes },
      format: this.#info.format.name,
      formatReason: this.#info.formatReason,
      container: this.#info.container,
      parserVersion: this.#info.format.version,
      evidenceVersion: evidenceVersion(this.#reader),
      records,
      unmatched: this.#templates.unmatched,
      gaps,
      recordBytes,
      nonRecords,
      firstTimeUs,
      lastTimeUs,
      timeInferred: this.#tally.isTimeInferred,
      levels: this.#tally.levels(),
      ...this.#tally.sources(),
      ...(identities.length > 0 && { identities }),
      counts: this.#tally.counts(),
      templates: this.#templates.templates.map((template, row) => this.#templateRow(template, row)).sort(byCount),
      lifecycles: this.#lifecycles.finish(),
      ...found,
      series: [...series, ...this.#samples.rows(this.#info.sources)],
    };
  }

  /** Where its records stand; undefined for a stream that is short, or is read from its beginning in any case. */
  blocksOf({ file }: FileEvidence, isPart = false): BlockIndex | undefined {
    const { container, member } = this.#info;
    const stream = { member, isBare: container === null, streamBytes: file.streamBytes, isPart };
    return this.#blocks?.finish(stream, {
      sources: this.#info.sources.sources,
      fingerprints: (rows) => rows.map((row) => fingerprintOf(this.#lineOf(this.#templates.templates[row]))),
    });
  }

  #follow(batch: RecordBatch, groups: FrameGroups | undefined): void {
    this.#frames ??= new FrameDetectors(batch.sources, (of, at) => this.#pointers.later(of, at));
    this.#frames.addAll(batch, groups);
  }

  #templateRow(template: Template, row: number): TemplateRow {
    const { count, firstTimeUs, lastTimeUs } = this.#templates.sumsOf(row);
    const line = this.#lineOf(template);
    return {
      fingerprint: fingerprintOf(line),
      ...line,
      count,
      firstTimeUs: finiteOrNull(firstTimeUs),
      lastTimeUs: finiteOrNull(lastTimeUs),
      first: template.first,
      failure: this.#inspector.failureOf(row),
      spark: this.#templates.sparkOf(row),
      occurrences: [{ file: this.#file.index, member: this.#info.member, offsets: this.#templates.placesOf(row) }],
    };
  }

  #lineOf({ level, source, text }: Template) {
    const { ecu, app, context } = this.#info.sources.sources[source];
    return { ecu, app, context, level: LEVELS[level], template: text };
  }
}

const byCount = (a: TemplateRow, b: TemplateRow): number =>
  b.count - a.count || compareText(a.fingerprint, b.fingerprint);

const inOrder = (some: readonly number[], others: readonly number[]): readonly number[] =>
  others.length === 0 ? some : [...some, ...others].sort((a, b) => a - b);
