import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { internalError } from '#src/api/api.ts';
import type { ApiRequest, ApiResponse } from '#src/api/http.ts';
import { log } from './env.ts';

export type Answer = (request: ApiRequest) => Promise<ApiResponse>;

/** Payload format 2.0. */
function toApiRequest(event: APIGatewayProxyEventV2): ApiRequest {
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: Object.fromEntries(new URLSearchParams(event.rawQueryString)),
    headers: { ...event.headers, cookie: event.cookies?.join('; ') ?? event.headers['cookie'] },
    body: event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? ''),
  };
}

/** Status and headers; a Function URL wants cookies by themselves. */
export function toHead({ headers, status }: ApiResponse) {
  const { 'set-cookie': cookie, ...others } = headers;
  return { statusCode: status, headers: others, ...(cookie !== undefined && { cookies: [cookie] }) };
}

/** For a function that answers in one piece; a stream is read to its end. */
export async function toWholeAnswer(answer: ApiResponse): Promise<APIGatewayProxyStructuredResultV2> {
  const { body } = answer;
  const text = typeof body === 'string' ? body : (await Array.fromAsync(body)).join('');
  return { ...toHead(answer), body: text };
}

/** What the API could not answer is logged by name and told without its cause; the URL's 5xx metric raises the alarm. */
export async function answerSafely(answer: Answer, event: APIGatewayProxyEventV2): Promise<ApiResponse> {
  try {
    return await answer(toApiRequest(event));
  } catch (error) {
    log()('error', 'failed', { error: error instanceof Error ? error.name : 'Error' });
    return internalError();
  }
}
