import * as z from 'zod/mini';
import { ModelFailure } from '#src/diagnosis/model/language-model.ts';

const Count = z._default(z.nullable(z.number()), 0);
const Text = z.optional(z.nullable(z.string()));

const Delta = z.object({
  content: Text,
  reasoning_content: Text,
  reasoning: Text,
  tool_calls: z.optional(
    z.nullable(
      z.array(
        z.object({
          index: z.optional(z.nullable(z.int())),
          id: Text,
          function: z.optional(z.object({ name: Text, arguments: Text })),
        }),
      ),
    ),
  ),
});
export type Delta = z.infer<typeof Delta>;

/** What is read of a chunk; servers add much of their own. Thinking has two names. */
const Chunk = z.object({
  choices: z.optional(z.array(z.object({ delta: z.optional(Delta), finish_reason: Text }))),
  usage: z.optional(z.nullable(z.object({ prompt_tokens: Count, completion_tokens: Count }))),
  error: z.optional(z.unknown()),
});
type Chunk = z.infer<typeof Chunk>;

/** Throws `ModelFailure`. */
export function readChunk(data: string): Chunk {
  try {
    return z.parse(Chunk, JSON.parse(data));
  } catch {
    throw new ModelFailure('The model endpoint sent an event that is none of a chat completion.', false);
  }
}
