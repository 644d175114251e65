import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';

export interface Check {
  what: 'node' | 'disk' | 'port' | 'knowledge';
  isFine: boolean;
  sentence: string;
}

export interface Machine {
  dataDir: string;
  port: number;
}

/** What Argus needs of a machine before it can run there. */
export async function examineMachine({ dataDir, port }: Machine): Promise<Check[]> {
  return [checkNode(process.versions.node), checkDisk(dataDir), await checkPort(port), checkKnowledge()];
}

/** The oldest that has all that is asked of it: `engines` in package.json. */
const NEEDED = { major: 22, minor: 15 };

function checkNode(version: string): Check {
  const [major, minor] = version.split('.').map(Number);
  const isFine = major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
  const need = isFine ? '' : ` Argus needs ${NEEDED.major}.${NEEDED.minor} or later.`;
  return { what: 'node', isFine, sentence: `This is Node ${version}.${need}` };
}

/** A batch of a gigabyte, its results, and the database's own log. */
const LOW_DISK_BYTES = 2e9;

function checkDisk(dataDir: string): Check {
  let folder = dataDir;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const isFine = free >= LOW_DISK_BYTES;
  const gigabytes = (free / 1e9).toFixed(1);
  return {
    what: 'disk',
    isFine,
    sentence: `${gigabytes} GB are free for ${dataDir}.${isFine ? '' : ' That is little.'}`,
  };
}

async function checkPort(port: number): Promise<Check> {
  const code = await listenOnce(port);
  if (code === undefined) return { what: 'port', isFine: true, sentence: `Port ${port} of 127.0.0.1 is free.` };
  if (await isArgus(port)) {
    return { what: 'port', isFine: true, sentence: `Argus answers at port ${port} of 127.0.0.1.` };
  }
  const why = code === 'EADDRINUSE' ? 'is in use by another program' : `may not be used here (${code})`;
  return { what: 'port', isFine: false, sentence: `Port ${port} of 127.0.0.1 ${why}: choose another with --port.` };
}

const listenOnce = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)));
  });

const ANSWER_MS = 2_000;

async function isArgus(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return ((await answer.json()) as { name?: unknown }).name === 'Argus';
  } catch {
    return false;
  }
}

/** Rows are checked when they are loaded; that they are there is what can be missing of an installation. */
function checkKnowledge(): Check {
  const { rows, snapshot } = KNOWLEDGE;
  const isFine = rows.length > 0;
  const sentence = `${rows.length} rows of knowledge are here (${snapshot}).`;
  return { what: 'knowledge', isFine, sentence };
}
