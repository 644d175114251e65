import { createHash, createHmac } from 'node:crypto';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface UnsignedRequest {
  method: string;
  url: URL;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface SigningScope {
  /** `lambda` for Function URLs. S3 is not meant: it encodes paths in a way of its own. */
  service: string;
  region: string;
  credentials: AwsCredentials;
  timeMs: number;
}

/** All headers to send with a request that AWS_IAM guards (Signature Version 4 over every one of them). */
export function signRequest(request: UnsignedRequest, scope: SigningScope): Record<string, string> {
  const { accessKeyId, sessionToken } = scope.credentials;
  const time = `${new Date(scope.timeMs).toISOString().replace(/[-:]|\.\d{3}/g, '')}`;
  const headers: Record<string, string> = {
    ...lowerCased(request.headers ?? {}),
    host: request.url.host,
    'x-amz-date': time,
    'x-amz-content-sha256': sha256(request.body ?? ''),
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const scopeText = `${time.slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`;
  const canonical = canonicalRequest(request, headers, names);
  const toSign = ['AWS4-HMAC-SHA256', time, scopeText, sha256(canonical)].join('\n');
  const signature = hmac(signingKey(scope, time.slice(0, 8)), toSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeText}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { ...headers, authorization };
}

function canonicalRequest({ method, url }: UnsignedRequest, headers: Record<string, string>, names: string[]): string {
  const lines = names.map((name) => `${name}:${headers[name].trim().replace(/ +/g, ' ')}`);
  // The path is encoded already and once more: every service but S3 wants it so.
  const path = url.pathname.split('/').map(encode).join('/');
  return [method, path, canonicalQuery(url), ...lines, '', names.join(';'), headers['x-amz-content-sha256']].join('\n');
}

function canonicalQuery({ searchParams }: URL): string {
  const pairs = [...searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.sort().join('&');
}

function signingKey({ region, service, credentials }: SigningScope, day: string): Buffer {
  const parts = [day, region, service, 'aws4_request'];
  return parts.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
}

/** RFC 3986: unlike `encodeURIComponent` also `!'()*`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const lowerCased = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

const sha256 = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
