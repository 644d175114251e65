import { inject } from 'vitest';
import { kebabCase } from '../../../lib/argus-function.ts';
import { type Ask, CallFailed, CREDENTIALS, REGION, send, sendSigned, type Told } from './aws-call.ts';
import type { EmulatorDifferences } from './emulator-differences.ts';
import { trustCertificate } from './trust.ts';

/** What was deployed, and where. */
export interface Deployment {
  endpoint: string;
  certificate: string | null;
  emulator: EmulatorDifferences;
  apiUrl: string;
  viewUrl: string;
  eraseUrl: string;
  peopleUrl: string | null;
  /** By handler, such as `parse-unit`. */
  functions: Record<string, { name: string; env: Record<string, string> }>;
}

interface ListedFunction {
  FunctionName: string;
  Environment?: { Variables?: Record<string, string> };
}

export async function describeFunctions(endpoint: string): Promise<Deployment['functions']> {
  const { text } = await sendSigned(endpoint, 'lambda', new URL('/2015-03-31/functions?MaxItems=50', endpoint), {});
  const listed = (JSON.parse(text) as { Functions: ListedFunction[] }).Functions;
  return Object.fromEntries(
    listed.map(({ FunctionName: name, Environment }) => [handlerOf(name), { name, env: Environment?.Variables ?? {} }]),
  );
}

/** `argus-itest-PipelineParseUnitFunction0A1B2C3D-xyz` → `parse-unit`: stack, construct path, hash, chance. */
const handlerOf = (name: string): string =>
  kebabCase(/-(?:Pipeline|Arrivals|Doors|Erasure|PeopleAccess)([A-Za-z]+)Function/.exec(name)?.[1] ?? name);

let found: Deployment | undefined;

export function deployment(): Deployment {
  if (found) return found;
  found = inject('deployment');
  if (found.certificate) trustCertificate(found.certificate);
  return found;
}

/** A setting of a handler, as the stack gave it. */
export const settingOf = (handler: string, name: string): string => deployment().functions[handler].env[name];

/** Calls a function as a service would; throws when the function does. */
export async function invoke(handler: string, event: unknown): Promise<unknown> {
  const { endpoint, functions } = deployment();
  const url = new URL(`/2015-03-31/functions/${functions[handler].name}/invocations`, endpoint);
  const told = await sendSigned(endpoint, 'lambda', url, { method: 'POST', body: JSON.stringify(event) });
  if (told.status !== 200 || told.headers['x-amz-function-error'])
    throw new CallFailed(handler, told.status, told.text);
  return JSON.parse(told.text || 'null');
}

/** Calls the API as a gateway does: over its Function URL, signed. */
export function api(path: string, { json, ...ask }: Ask & { json?: unknown } = {}): Promise<Told> {
  const { endpoint, apiUrl } = deployment();
  const body = json === undefined ? '' : JSON.stringify(json);
  const headers = { ...ask.headers, ...(json !== undefined && { 'content-type': 'application/json' }) };
  return sendSigned(endpoint, 'lambda', new URL(path, apiUrl), { ...ask, headers, body });
}

/** Calls the door for erasing, signed by the account's owner. */
export function erase(vehicleId: string): Promise<Told> {
  const { endpoint, eraseUrl } = deployment();
  const headers = { 'content-type': 'application/json' };
  const ask = { method: 'POST', headers, body: JSON.stringify({ vehicleId }) };
  return sendSigned(endpoint, 'lambda', new URL('/erasures', eraseUrl), ask);
}

/** Opens a link as a browser does: nothing but the link. */
export const open = (link: string, ask: Ask = {}): Promise<Told> => send(deployment().endpoint, new URL(link), ask);

/** For the adapters of `src/aws` in this process: where the emulator is, and who calls. */
export function callEmulator(): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: deployment().endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  });
  delete process.env['AWS_SESSION_TOKEN'];
}
