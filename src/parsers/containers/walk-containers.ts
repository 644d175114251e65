import { ByteCursor } from '../byte-cursor.ts';
import type { Codecs } from '../codecs.ts';
import { ParseError } from '../log-format.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Container, ContainerEntry, UnreadableEntry } from './container.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import { gzip } from './gzip.ts';
import { isClutter, MemberNames } from './member-name.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';
import { zstd } from './zstd.ts';

const CONTAINERS: readonly Container[] = [gzip, zstd, zip, tar];
const DETECT_BYTES = 512;

/** By the first bytes of a stream. */
export const containerOf = (head: Uint8Array): Container | undefined =>
  CONTAINERS.find((each) => each.detect(head.subarray(0, DETECT_BYTES)));

/** A stream that is no container: a log, or nothing we know. */
export interface InnerStream {
  cursor: ByteCursor;
  member: string | null;
  container: string | null;
}

interface InnerStreamHandler {
  /** May leave bytes unread; a `ParseError` it throws goes to `failed`. */
  stream(inner: InnerStream): Promise<void>;
  failed(member: string | null, error: ParseError): void;
}

interface WalkInput {
  cursor: ByteCursor;
  codecs: Codecs;
  limits: ReadLimits;
  budget: ExpansionBudget;
}

interface Layer {
  cursor: ByteCursor;
  member: string | null;
  /** Innermost first. */
  containers: readonly string[];
}

/** Peels containers, depth first in stored order; every file gives the handler at least one stream or one failure. */
export async function walkContainers(input: WalkInput, handler: InnerStreamHandler): Promise<void> {
  const walk = new ContainerWalk(input, handler);
  await walk.enter({ cursor: input.cursor, member: null, containers: [] });
  if (walk.isFruitless)
    handler.failed(null, new ParseError('empty-file', 'The archive holds no files with anything in them.'));
}

class ContainerWalk {
  isFruitless = true;
  readonly #input: WalkInput;
  readonly #handler: InnerStreamHandler;
  readonly #names = new MemberNames();
  #lastError: ParseError | undefined;

  constructor(input: WalkInput, handler: InnerStreamHandler) {
    this.#input = input;
    this.#handler = handler;
  }

  async enter(layer: Layer): Promise<void> {
    try {
      await this.#read(layer);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      this.#fail(layer.member, error);
    } finally {
      await layer.cursor.close();
    }
  }

  async #read(layer: Layer): Promise<void> {
    const head = await layer.cursor.peek(DETECT_BYTES);
    if (head.length === 0) return requireContent(layer);
    const container = containerOf(head);
    if (container) return this.#open(container, layer);
    const name = layer.containers.join('+');
    this.isFruitless = false;
    await this.#handler.stream({ cursor: layer.cursor, member: layer.member, container: name || null });
  }

  async #open(container: Container, layer: Layer): Promise<void> {
    const { budget, codecs, limits } = this.#input;
    if (layer.containers.length >= limits.maxDepth)
      throw new ParseError(
        'over-limit',
        `A ${container.name} lies inside more than ${limits.maxDepth} containers; unpack it first.`,
      );
    for await (const entry of container.read({ cursor: layer.cursor, codecs, budget })) {
      await this.#visit(entry, { ...layer, containers: [container.name, ...layer.containers] });
      if (budget.isSpent) return;
    }
  }

  async #visit(entry: ContainerEntry | UnreadableEntry, outer: Layer): Promise<void> {
    if (entry.name !== null) this.#input.budget.addEntry();
    if (entry.name !== null && isClutter(entry.name)) return;
    const member = entry.name === null ? outer.member : this.#names.add(outer.member, entry.name);
    if ('error' in entry) return this.#fail(member, entry.error);
    await this.enter({ ...outer, member, cursor: new ByteCursor(entry.bytes) });
  }

  /** Damage of an outer layer surfaces in each layer inside: it is told once, where it was met first. */
  #fail(member: string | null, error: ParseError): void {
    this.isFruitless = false;
    if (error === this.#lastError) return;
    this.#lastError = error;
    this.#handler.failed(member, error);
  }
}

/** Empty entries of an archive are common and fine; an empty upload is a mistake worth naming. */
function requireContent(layer: Layer): void {
  if (layer.member !== null) return;
  const what = layer.containers.length > 0 ? `The ${layer.containers[0]} file has nothing in it` : 'The file is empty';
  throw new ParseError('empty-file', `${what} (0 bytes of log).`);
}
