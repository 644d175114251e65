/** A claim of 40 words with its ids is a tenth of this. */
export const MAX_LINE_CHARS = 4_000;
/** Three times what the prompt asks for. */
export const MAX_LINES = 60;
/** 8,000 tokens are about 32,000 characters. */
export const MAX_ANSWER_CHARS = 100_000;

/** Cuts an answer into lines as it arrives, in any pieces. Memory is bounded by one line, the work by a whole answer. */
export class AnswerLines {
  /** Lines that were passed over because they were too long. */
  overlong = 0;
  #rest = '';
  #isSkipping = false;
  #lines = 0;
  #chars = 0;

  /** No further line will be taken. */
  get isFull(): boolean {
    return this.#lines >= MAX_LINES || this.#chars >= MAX_ANSWER_CHARS;
  }

  /** The lines that `text` completes. */
  push(text: string): string[] {
    const heard = text.slice(0, Math.max(0, MAX_ANSWER_CHARS - this.#chars));
    this.#chars += heard.length;
    const [first, ...others] = heard.split('\n');
    const complete: string[] = [];
    this.#grow(first);
    for (const next of others) {
      complete.push(...this.end());
      this.#grow(next);
    }
    return complete;
  }

  /** The last line, which may lack its line break. */
  end(): string[] {
    const line = this.#rest;
    const isTaken = !this.#isSkipping && !this.#isFullOfLines && line.trim() !== '';
    this.#rest = '';
    this.#isSkipping = false;
    if (isTaken) this.#lines++;
    return isTaken ? [line] : [];
  }

  get #isFullOfLines(): boolean {
    return this.#lines >= MAX_LINES;
  }

  #grow(text: string): void {
    if (this.#isSkipping) return;
    if (this.#rest.length + text.length <= MAX_LINE_CHARS) {
      this.#rest += text;
      return;
    }
    this.#rest = '';
    this.#isSkipping = true;
    this.overlong++;
  }
}
