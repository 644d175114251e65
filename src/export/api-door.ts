import type { Api } from '#src/api/api.ts';
import type { BatchDoor } from './batch-source.ts';

/** The API in this process refused. */
class DoorRefused extends Error {
  override readonly name = 'DoorRefused';

  constructor(path: string, status: number) {
    super(`${path} was answered with ${status}.`);
  }
}

/** The API in this process, without anything between. */
export function apiDoor(api: Api): BatchDoor {
  const ask = async (url: string, accept: string) => {
    const { pathname, searchParams } = new URL(url, 'http://argus.invalid');
    const answer = await api({
      method: 'GET',
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { accept },
      body: '',
    });
    if (answer.status !== 200) throw new DoorRefused(pathname, answer.status);
    return answer.body;
  };
  return {
    async readJson<T>(path: string) {
      return JSON.parse(String(await ask(path, 'application/json'))) as T;
    },
    async readLines(path) {
      const body = await ask(path, 'application/x-ndjson');
      return typeof body === 'string' ? undefined : body;
    },
  };
}
