import { jsonText } from '#src/report/json-text.ts';

/** One request, whatever carried it: a Function URL or the local server. */
export interface ApiRequest {
  /** Upper case. */
  method: string;
  /** As received, percent-encoded, without the query. */
  path: string;
  query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

export interface ApiResponse {
  status: number;
  headers: Record<string, string>;
  /** A stream is a diagnosis being followed: closing the iterator ends its reads. */
  body: string | AsyncGenerator<string, void>;
}

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: jsonText(body),
  };
}
