import { ModelFailure, type ModelRequest, type ModelTool, type ToolCall } from '#src/diagnosis/model/language-model.ts';
import type { Delta } from './openai-chunk.ts';

/** A `ModelRequest` as the body of a chat completion. */
export const chatBody = (model: string, { maxTokens, prompt, system, tools = [], turns = [] }: ModelRequest) => ({
  model,
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: maxTokens,
  messages: [
    { role: 'system', content: system },
    { role: 'user', content: prompt },
    ...turns.flatMap(({ said, results }) => [
      said,
      ...results.map(({ callId, text }) => ({ role: 'tool', tool_call_id: callId, content: text })),
    ]),
  ],
  ...(tools.length > 0 && { tools: tools.map(toolOf) }),
});

const toolOf = ({ name, description, inputSchema }: ModelTool) => ({
  type: 'function',
  function: { name, description, parameters: inputSchema },
});

interface WrittenCall {
  id: string;
  name: string;
  json: string;
}

/** Arguments of a tool are a few hundred characters; an answer asks for a handful of them. */
const MAX_INPUT_CHARS = 8_000;
const MAX_CALLS = 32;
/** What is sent back with the next turn; answers are cut off long before. */
const MAX_SAID_CHARS = 400_000;

/** Puts together the calls that an answer ends with, and the answer as the endpoint wants it back. */
export class ChatAnswer {
  readonly #calls: WrittenCall[] = [];
  #text = '';
  #reasoning = '';

  /** Throws `ModelFailure`. */
  add({ content, reasoning_content: reasoning, tool_calls: pieces }: Delta): void {
    if (this.#text.length + this.#reasoning.length > MAX_SAID_CHARS) {
      throw new ModelFailure('The model endpoint sent an answer without end.', false);
    }
    this.#text += content ?? '';
    this.#reasoning += reasoning ?? '';
    for (const piece of pieces ?? []) this.#addCall(piece);
  }

  /** Undefined where the answer asks for nothing. */
  get calls(): { calls: ToolCall[]; said: unknown } | undefined {
    if (this.#calls.length === 0) return undefined;
    const calls = this.#calls.map(({ id, json, name }) => ({ id, name, input: inputOf(json) }));
    const written = calls.map(({ id, input, name }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(input ?? {}) },
    }));
    // Endpoints that think before they call want these thoughts back with the results, under the name they came by.
    const thoughts = this.#reasoning === '' ? {} : { reasoning_content: this.#reasoning };
    return { calls, said: { role: 'assistant', content: this.#text, ...thoughts, tool_calls: written } };
  }

  /** Some servers number every call 0: a new id begins a new call. */
  #addCall({ id, index, function: { name, arguments: json } = {} }: NonNullable<Delta['tool_calls']>[number]): void {
    const open = this.#calls[index ?? this.#calls.length - 1];
    const isNew = open === undefined || (id != null && id !== '' && id !== open.id);
    if (isNew && this.#calls.length >= MAX_CALLS) return;
    const call = isNew ? { id: id || `call-${this.#calls.length + 1}`, name: '', json: '' } : open;
    if (isNew) this.#calls.push(call);
    call.name += name ?? '';
    if (call.json.length <= MAX_INPUT_CHARS) call.json += json ?? '';
  }
}

function inputOf(json: string): unknown {
  if (json.length > MAX_INPUT_CHARS) return undefined;
  try {
    return JSON.parse(json || '{}');
  } catch {
    return undefined;
  }
}
