import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Api, internalError } from '#src/api/api.ts';
import type { ApiResponse } from '#src/api/http.ts';
import { problemDetails } from '#src/api/problem.ts';
import { readableFrom } from './allow-origins.ts';
import type { FolderStore } from './folder-object-store.ts';
import { type Answerer, answerer } from './http-answer.ts';
import { readRequest } from './http-request.ts';
import { receiveUpload } from './receive-upload.ts';
import { refuseStrangers } from './refuse-strangers.ts';
import { StoreUnavailable } from './store-unavailable.ts';
import { UploadRefused } from './upload-refused.ts';
import { UPLOAD_PATH, type UploadSigner } from './upload-url.ts';

/** The port is taken, or may not be used by this user. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';

  constructor(port: number, code: string | undefined) {
    const why = code === 'EADDRINUSE' ? 'is in use by another program' : 'may not be used here';
    super(`Port ${port} of 127.0.0.1 ${why}: choose another with --port, or --port 0 for any free one.`);
  }
}

interface HttpServerOptions {
  /** 0 takes any free port. */
  port: number;
  api: Api;
  store: FolderStore;
  signer: UploadSigner;
  /** Pages of these origins may read, as `https://fleet.example`. */
  allowOrigins?: readonly string[];
  /** Told of what the API could not answer; the client only learns that it could not. */
  onError(error: unknown): void;
}

export interface HttpServer {
  /** `http://127.0.0.1:4780` */
  url: string;
  /** Ends the streams (their viewers come back with `Last-Event-ID`), lets requests finish, then stops listening. */
  close(): Promise<void>;
}

/** Enough for the slowest disk to take in the largest file; a connection that stands still is cut long before. */
const REQUEST_TIMEOUT_MS = 6 * 3_600_000;
const HEADERS_TIMEOUT_MS = 10_000;
const IDLE_MS = 60_000;
const CLOSE_GRACE_MS = 3_000;

/** The API and the upload door of one machine. Throws `PortUnavailable`. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, maxHeaderSize: 16_384 };
  const answers = answerer();
  const server = createServer(limits, (request, response) => void serve({ ...options, answers }, request, response));
  server.maxHeadersCount = 100;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => close(server, answers) };
}

/** 127.0.0.1 only: whoever can reach this port can read every log. */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new PortUnavailable(port, error.code)));
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function close(server: Server, answers: Answerer): Promise<void> {
  const closed = new Promise((resolve) => void server.close(resolve));
  await answers.endStreams();
  // A connection that has its answer stays open for the next request: it is idle a moment later.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

type Serving = HttpServerOptions & { answers: Answerer };

async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { allowOrigins = [], answers, onError } = serving;
  request.setTimeout(IDLE_MS, () => request.destroy());
  try {
    const answer = refuseStrangers(request, allowOrigins) ?? (await respond(serving, request));
    await answers.send(request, response, readableFrom(allowOrigins, request, answer));
  } catch (error) {
    if (request.destroyed && !request.complete) return void response.destroy();
    onError(error);
    if (response.headersSent) response.destroy();
    else await answers.send(request, response, answerTo(error));
  }
}

function answerTo(error: unknown): ApiResponse {
  if (!(error instanceof StoreUnavailable)) return internalError();
  return problemDetails({
    slug: 'store-unavailable',
    status: error.trouble === 'full' ? 507 : 503,
    title: 'The data folder cannot be used at the moment',
    detail: `${error.message} Nothing was kept of this request: send it again after that.`,
    headers: { 'retry-after': '5' },
  });
}

async function respond(options: HttpServerOptions, request: IncomingMessage): Promise<ApiResponse> {
  if (request.method === 'PUT' && request.url?.startsWith(UPLOAD_PATH)) return takeUpload(options, request);
  const read = await readRequest(request);
  return 'status' in read ? read : options.api(read);
}

async function takeUpload({ store, signer }: HttpServerOptions, request: IncomingMessage): Promise<ApiResponse> {
  try {
    const granted = signer.verify({ method: 'PUT', url: request.url ?? '' }, Date.now());
    const length = request.headers['content-length'];
    const contentLength = length === undefined ? undefined : Number(length);
    await receiveUpload(store, granted, { contentLength, body: request });
    return { status: 200, headers: {}, body: '' };
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    const title = 'The upload was not accepted';
    return problemDetails({ slug: `upload-${error.reason}`, status: error.status, title, detail: error.message });
  }
}
