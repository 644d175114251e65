import { type Palette, paletteFor, printable } from './colour.ts';
import type { Io } from './command.ts';
import { countText, LiveLines, progressBar, sizeText } from './live-lines.ts';

export interface Progressing {
  name: string;
  sizeBytes: number;
  sentBytes: number;
}

/** What the user sees of an upload: bars on a terminal, a line per file elsewhere. */
export class UploadProgress {
  readonly #live: LiveLines;
  readonly #palette: Palette;
  readonly #columns: number;
  readonly #isTerminal: boolean;
  readonly #active = new Set<Progressing>();
  readonly #total: { files: number; bytes: number };
  readonly #startMs = performance.now();
  #files = 0;
  #bytes = 0;

  constructor(io: Io, total: { files: number; bytes: number }) {
    this.#live = new LiveLines(io.stderr);
    this.#palette = paletteFor(io.stderr, io.env);
    this.#columns = io.stderr.columns;
    this.#isTerminal = io.stderr.isTerminal;
    this.#total = total;
  }

  begin(name: string, sizeBytes: number): Progressing {
    const file = { name: printable(name), sizeBytes, sentBytes: 0 };
    this.#active.add(file);
    return file;
  }

  add(file: Progressing, bytes: number): void {
    file.sentBytes += bytes;
    this.#bytes += bytes;
    this.#draw();
  }

  /** The file goes again from its start. */
  rewind(file: Progressing): void {
    this.#bytes -= file.sentBytes;
    file.sentBytes = 0;
  }

  async end(file: Progressing, outcome: 'sent' | 'was there'): Promise<void> {
    this.#active.delete(file);
    this.#files++;
    this.#bytes += file.sizeBytes - file.sentBytes;
    if (!this.#isTerminal) {
      const verb = outcome === 'sent' ? 'sent' : 'there already';
      await this.#live.print(`${this.#files}/${this.#total.files} ${file.name} (${sizeText(file.sizeBytes)}) ${verb}`);
    }
    this.#draw();
  }

  async fail(file: Progressing, sentence: string): Promise<void> {
    this.#active.delete(file);
    await this.#live.print(`${this.#palette.red('✗')} ${file.name}: ${printable(sentence)}`);
  }

  async finish(): Promise<void> {
    await this.#live.clear();
  }

  #draw(): void {
    this.#live.draw(() => [this.#totalLine(), ...[...this.#active].map((file) => this.#fileLine(file))]);
  }

  #totalLine(): string {
    const seconds = (performance.now() - this.#startMs) / 1_000;
    const rate = `${sizeText(this.#bytes / Math.max(seconds, 0.001))}/s`;
    const done = `${sizeText(this.#bytes)} of ${sizeText(this.#total.bytes)}`;
    const files = `${this.#files.toLocaleString('en')} of ${countText(this.#total.files, 'file')}`;
    // A line that wraps cannot be drawn over: the words need some 56 columns.
    const width = Math.max(4, Math.min(24, this.#columns - 56));
    return `${this.#palette.cyan(progressBar(this.#bytes, this.#total.bytes, width))} ${done}, ${files}, ${rate}`;
  }

  #fileLine({ name, sizeBytes, sentBytes }: Progressing): string {
    const bar = progressBar(sentBytes, sizeBytes, 12);
    const room = Math.max(10, this.#columns - 30);
    const shown = name.length > room ? `…${name.slice(1 - room)}` : name;
    return this.#palette.dim(`  ${bar} ${sizeText(sizeBytes).padStart(8)} ${shown}`);
  }
}
