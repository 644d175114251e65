import type { ModelRequest } from '#src/diagnosis/model/language-model.ts';

/** One answer: look-ups to make, or the last lines. */
export type Move = { look: [name: string, input: unknown][] } | { say: (object | string)[] };

/** What a script does next, by what it was shown. */
export type Player = (request: ModelRequest) => Move;
