interface PutTarget {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** How one request ended: `refused` is for good, `broken` may be tried again. */
export type PutOutcome = 'sent' | 'there-already' | 'expired' | 'refused' | 'broken';

/**
 * Sends bytes to a signed target and tells how far it is; `fetch` cannot tell that. The door of one machine answers under
 * several names: under whichever this page was opened by, it is of the same origin.
 */
export function put(target: PutTarget, body: Blob, onProgress: (bytes: number) => void): Promise<PutOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(target.method, ownDoor(target.url, window.location));
    for (const [name, value] of Object.entries(target.headers)) {
      if (!OWN_TO_BROWSER.has(name.toLowerCase())) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => resolve(outcomeOf(request.status));
    request.onerror = () => resolve('broken');
    request.ontimeout = () => resolve('broken');
    request.send(body);
  });
}

/** A browser sets these by itself, and complains where a page does. */
const OWN_TO_BROWSER = new Set(['content-length', 'host']);

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

export function ownDoor(url: string, page: { hostname: string; port: string }): string {
  const target = new URL(url);
  const isSame = LOOPBACK.includes(target.hostname) && LOOPBACK.includes(page.hostname) && target.port === page.port;
  return isSame ? target.pathname + target.search : url;
}

export function outcomeOf(status: number): PutOutcome {
  if (status >= 200 && status < 300) return 'sent';
  if (status === 409 || status === 412) return 'there-already';
  if (status === 403) return 'expired';
  return status >= 500 || status === 0 || status === 408 || status === 429 ? 'broken' : 'refused';
}
