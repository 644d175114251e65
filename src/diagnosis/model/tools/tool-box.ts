import * as z from 'zod/mini';
import type { Redaction } from '../../redact.ts';
import type { ModelTurn, ToolCall } from '../language-model.ts';
import type { Fenced } from '../write-prompt.ts';
import { type Desk, knownAs, type LookUp, TOOLS, WrongCall } from './look-up.ts';
import { ARGUMENTS, isToolName, type ToolName } from './tool-arguments.ts';

/** One call of a tool that was answered. */
export interface Place {
  tool: ToolName;
  lines: number;
}

interface ToolBoxSettings {
  desk: Omit<Desk, 'signal'>;
  redaction: Redaction;
  fenced: Fenced;
  maxCalls: number;
}

/** Longest result, in characters: 40 lines at 400. */
const MAX_RESULT_CHARS = 20_000;
const MAX_LINE_CHARS = 400;
const MAX_NAME_CHARS = 80;

type Result = ModelTurn['results'][number];

/** Answers the calls of one investigation: a bounded number of them, each with a bounded answer, whatever they ask for. */
export class ToolBox {
  readonly places: Place[] = [];
  /** Calls so far, refused ones among them. */
  calls = 0;
  readonly #settings: ToolBoxSettings;

  constructor(settings: ToolBoxSettings) {
    this.#settings = settings;
  }

  get isUsedUp(): boolean {
    return this.calls >= this.#settings.maxCalls;
  }

  async answer({ id, input, name }: ToolCall, signal: AbortSignal): Promise<Result> {
    const refuse = (why: string): Result => ({ callId: id, text: JSON.stringify({ refused: why }), isError: true });
    if (this.isUsedUp) return refuse('No look-ups are left. Write your lines now.');
    this.calls++;
    if (!isToolName(name)) return refuse('There is no such tool.');
    try {
      const found = await this.#run(name, input, signal);
      this.places.push({ tool: name, lines: found.lines.length });
      return { callId: id, text: this.#write(found), isError: false };
    } catch (error) {
      if (error instanceof WrongCall) return refuse(error.message);
      throw error;
    }
  }

  async #run(name: ToolName, input: unknown, signal: AbortSignal): Promise<LookUp> {
    const { data, error } = z.safeParse<z.ZodMiniType<object>>(ARGUMENTS[name], input);
    if (error) throw new WrongCall(sentenceOf(error));
    const { desk } = this.#settings;
    return (TOOLS[name] as (asked: unknown, desk: Desk) => Promise<LookUp>)(this.#restored(data), {
      ...desk,
      signal,
    });
  }

  /** A model knows names only, such as [VIN-1]: what it looks for is what they stand for. */
  #restored(asked: object): object {
    const restored = (value: unknown): unknown =>
      typeof value === 'string' ? this.#settings.redaction.restore(value) : value;
    return Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(restored) : restored(value),
      ]),
    );
  }

  #write({ isCut, lines, told }: LookUp): string {
    const { fenced, maxCalls } = this.#settings;
    const head = { lines: lines.length, ...(isCut && { more: true }), lookUpsLeft: maxCalls - this.calls };
    const written = [
      head,
      ...told.map(({ own, vehicle = {} }) => ({ ...own, ...fenced(vehicle, MAX_NAME_CHARS) })),
      ...lines.map((each) => this.#line(each)),
    ].map((line) => JSON.stringify(line));
    return withinRoom(written);
  }

  #line({ line: { finding, id, record }, standing }: LookUp['lines'][number]): Record<string, unknown> {
    const { fenced } = this.#settings;
    const { app, context, ecu, level, pointer, text, timeUs } = record;
    return {
      evidence: id,
      at: `${pointer.file}:${pointer.offset}+${pointer.length}#${pointer.digest}`,
      level,
      ...(timeUs !== null && { time: new Date(timeUs / 1_000).toISOString() }),
      ...(standing && { standing }),
      ...fenced({ ecu, app, context }, MAX_NAME_CHARS),
      ...fenced({ known: knownAs(finding), quote: text }, MAX_LINE_CHARS),
    };
  }
}

/** Whole lines from the front; what does not fit is counted. */
function withinRoom(lines: readonly string[]): string {
  let room = MAX_RESULT_CHARS;
  const kept = lines.filter((line) => {
    room -= line.length + 1;
    return room >= 0;
  });
  const omitted = lines.length - kept.length;
  return [...kept, ...(omitted > 0 ? [`{"omittedLines":${omitted}}`] : [])].join('\n');
}

function sentenceOf({ issues: [{ message, path }] }: z.core.$ZodError): string {
  const [field] = path;
  return typeof field === 'string' && Object.values(ARGUMENTS).some((tool) => field in tool.shape)
    ? `The argument "${field}" is wrong: ${message}.`
    : `The arguments are wrong: ${message.slice(0, 120)}.`;
}
