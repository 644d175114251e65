import type { Output } from './command.ts';

/** Redraws at most so often: a terminal over a slow link is not to be flooded. */
const REDRAW_MS = 80;

/** A few lines at the bottom of a terminal that are drawn again and again; anything else is printed above them. */
export class LiveLines {
  readonly #output: Output;
  #drawn = 0;
  #drawnAtMs = Number.NEGATIVE_INFINITY;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Draws what `lines` gives, unless the last drawing was a moment ago. */
  draw(lines: () => readonly string[]): void {
    const nowMs = performance.now();
    if (!this.#output.isTerminal || nowMs - this.#drawnAtMs < REDRAW_MS) return;
    this.#drawnAtMs = nowMs;
    const current = lines();
    void this.#output.write(this.#erase() + current.map((line) => `${line}\n`).join(''));
    this.#drawn = current.length;
  }

  /** Prints a line for good. */
  async print(line: string): Promise<void> {
    this.#drawnAtMs = Number.NEGATIVE_INFINITY;
    await this.#output.write(`${this.#erase()}${line}\n`);
  }

  async clear(): Promise<void> {
    await this.#output.write(this.#erase());
  }

  /** Up by the lines drawn, then clear to the end of the screen (ECMA-48 CUU, ED). */
  #erase(): string {
    const erase = this.#drawn > 0 ? `\x1b[${this.#drawn}A\x1b[J` : '';
    this.#drawn = 0;
    return erase;
  }
}

export function progressBar(done: number, total: number, width: number): string {
  const filled = total === 0 ? width : Math.min(width, Math.floor((done / total) * width));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `12.3 MB`; thousands, as disks and networks count. */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

export const countText = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
