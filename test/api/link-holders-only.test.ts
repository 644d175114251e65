import { describe, expect, it } from 'vitest';
import type { Api } from '#src/api/api.ts';
import { signedDoor } from '#src/api/diagnosis-door.ts';
import type { ApiRequest } from '#src/api/http.ts';
import { linkHoldersOnly } from '#src/api/link-holders-only.ts';
import { isForLinkHolders } from '#src/api/readers.ts';
import { ROUTES } from '#src/api/routes.ts';

const [MINE, OTHER] = ['01JABCDEFGHJKMNPQRSTVWXYZ0', '01JABCDEFGHJKMNPQRSTVWXYZ1'];

let nowMs = 1_000;
const door = signedDoor({
  viewUrl: 'https://view.example/',
  keys: { current: 'k'.repeat(64), previous: null },
  clock: { nowMs: () => nowMs },
});

/** What stands in a link, as the page sends it along. */
const proofOf = (batchId: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(door.page(batchId).split('?')[1]));

const seen: ApiRequest[] = [];
const inner: Api = async (request) => {
  seen.push(request);
  return { status: 200, headers: {}, body: 'inside' };
};
const api = linkHoldersOnly(inner, door);
const ask = (path: string, query: Record<string, string>) => api({ method: 'GET', path, query, headers: {}, body: '' });

describe('whoever holds a link to the page of a batch', () => {
  it('gets the page itself by an address whose secret no server is sent', () => {
    expect(door.page(MINE)).toMatch(
      new RegExp(`^https://view\\.example/#/batches/${MINE}/report\\?expires=\\d+&proof=[0-9a-f]{64}$`),
    );
  });

  it('reads that batch, and the routes behind see nothing of the link', async () => {
    expect((await ask(`/batches/${MINE}/records`, { at: 'E1', ...proofOf(MINE) })).body).toBe('inside');
    expect(seen.at(-1)?.query).toEqual({ at: 'E1' });
  });

  it('reads no other batch, neither by its path nor by comparing', async () => {
    expect((await ask(`/batches/${OTHER}/report`, proofOf(MINE))).status).toBe(403);
    expect((await ask(`/batches/${MINE}/templates`, { compareTo: OTHER, ...proofOf(MINE) })).status).toBe(403);
    expect((await ask('/batches', proofOf(MINE))).status).toBe(403);
  });

  it('is refused without the link, and when it is out of date', async () => {
    const link = proofOf(MINE);
    expect((await ask(`/batches/${MINE}`, {})).status).toBe(403);
    nowMs += 25 * 3_600_000;
    expect((await ask(`/batches/${MINE}`, link)).status).toBe(403);
  });

  it('looks only: no route for it changes anything', () => {
    const routes = ROUTES.filter(isForLinkHolders);
    expect(routes.length).toBeGreaterThan(5);
    expect(routes.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
