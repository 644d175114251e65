import { Readable } from 'node:stream';
import middy, { type MiddlewareObj } from '@middy/core';
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { log } from './env.ts';
import { type Answer, answerSafely, toHead, toWholeAnswer } from './function-url.ts';
import { ensureStreaming } from './stream-shim.ts';
import { isTransient, TransientFault } from './transient-fault.ts';

/** The event is not one that this function is for: trying again would not change that. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent';
}

/** Called by the state machine or by EventBridge. */
type Handler<Output> = (event: unknown) => Promise<Output>;

/** A handler whose event is checked and whose call is one log line; faults that may pass are thrown as `TransientFault`. */
export function handle<Schema extends z.ZodMiniType, Output>(
  schema: Schema,
  run: (input: z.infer<Schema>) => Promise<Output>,
): Handler<Output> {
  const wrapped = middy()
    .use(checked(schema))
    // Errors pass from the last to the first: logged under their own name, then named for the state machine.
    .use(namedFaults())
    .use(logged())
    .handler((event) => run(event as z.infer<Schema>));
  return (event) => wrapped(event, {} as Parameters<typeof wrapped>[1]) as Promise<Output>;
}

/** A function behind a Function URL that answers in one piece. */
export const answerWhole = (answer: Answer) =>
  middy<APIGatewayProxyEventV2>()
    .use(logged())
    .handler(async (event) => toWholeAnswer(await answerSafely(answer, event)));

/** A function behind a Function URL with RESPONSE_STREAM: what is written is seen at once. */
export function answerStream(answer: Answer) {
  ensureStreaming();
  return middy<APIGatewayProxyEventV2>({ executionMode: executionModeStreamifyResponse })
    .use(logged())
    .handler(async (event) => {
      const answered = await answerSafely(answer, event);
      const { body } = answered;
      return { ...toHead(answered), body: typeof body === 'string' ? body : Readable.from(body) };
    });
}

function checked(schema: z.ZodMiniType): MiddlewareObj {
  return {
    before(request) {
      const result = z.safeParse(schema, request.event);
      const [issue] = result.error?.issues ?? [];
      if (!result.success) throw new InvalidEvent(`The event is wrong at "${issue.path.join('.')}": ${issue.message}.`);
      request.event = result.data;
    },
  };
}

/** Names, VINs, URLs and log text never reach the log, because only these fields do, and only if they are short and plain. */
const LOGGED = new Set([
  'batchId',
  'unit',
  'file',
  'files',
  'parsed',
  'failed',
  'reused',
  'state',
  'statusCode',
  'open',
  'repaired',
  'queued',
  'lostUnits',
  'faults',
]);
const PLAIN_TEXT = /^[A-Za-z0-9.]{1,64}$/;

function logged(): MiddlewareObj {
  const startedMs = new WeakMap<object, number>();
  const durationMs = (request: object) => Math.round(performance.now() - (startedMs.get(request) ?? performance.now()));
  return {
    before: (request) => void startedMs.set(request, performance.now()),
    after(request) {
      const fields = { ...loggable(request.event), ...loggable(request.response) };
      log()('info', 'done', { ...fields, durationMs: durationMs(request) });
    },
    onError(request) {
      const error = request.error?.name ?? 'Error';
      log()('error', 'failed', { ...loggable(request.event), error, durationMs: durationMs(request) });
    },
  };
}

function loggable(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  const isLoggable = ([name, field]: [string, unknown]) =>
    LOGGED.has(name) &&
    (typeof field === 'number' || typeof field === 'boolean' || (typeof field === 'string' && PLAIN_TEXT.test(field)));
  return Object.fromEntries(Object.entries(value).filter(isLoggable));
}

function namedFaults(): MiddlewareObj {
  return {
    onError(request) {
      if (isTransient(request.error)) throw new TransientFault(request.error);
    },
  };
}
