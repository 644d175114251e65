import { type DiagnosisDoor, type LinkKeys, signedDoor } from '#src/api/diagnosis-door.ts';
import type { ApiPorts } from '#src/api/route.ts';
import { secretReader } from '#src/aws/secret-reader.ts';
import { executionPage } from '#src/aws/sfn-workflow.ts';
import { MOST_BYTES } from '#src/batch/most-bytes.ts';
import { batchTable, caseIndex, clock, lessonStore, objectStore, requireEnv, unitsAtOnce, workflow } from './env.ts';
import { records } from './records.ts';

/** A stream ends after one to two minutes, well within the function's three. */
const STREAM = { pollMs: 500, lookMs: 5_000, heartbeatMs: 15_000, limitMs: 60_000 };
/** The bucket refuses signatures that are older. */
const URL_LIFE_MS = 15 * 60_000;
/** The viewing function makes no batches and is not told. */
const uploadWindowMs = (): number => Number(process.env['UPLOAD_WINDOW_MINUTES'] ?? 60) * 60_000;

const readLinkKeys = secretReader<LinkKeys>();

/** Keys that sign what admits a browser: links, and sessions of who signed in. */
export const linkKeys = (): Promise<LinkKeys> => readLinkKeys(requireEnv('LINK_KEYS_SECRET'));

/**
 * What the API runs on in Lambda. `viewUrl` is empty in the function that serves the live diagnosis to holders of links;
 * `doorOf` makes another door of that of links.
 */
export async function apiPorts(
  viewUrl: string,
  doorOf: (links: DiagnosisDoor) => DiagnosisDoor = (links) => links,
): Promise<ApiPorts> {
  const keys = await linkKeys();
  // The viewing function starts nothing and is not told of it.
  const stateMachineArn = process.env['STATE_MACHINE_ARN'];
  return {
    // Asked for when a route needs one: the viewing function has neither store nor workflow.
    get table() {
      return batchTable();
    },
    get store() {
      return objectStore();
    },
    get cases() {
      return caseIndex();
    },
    get lessons() {
      return lessonStore();
    },
    get workflow() {
      return workflow();
    },
    records,
    clock: clock(),
    unitsAtOnce: unitsAtOnce(),
    settings: {
      uploadWindowMs: uploadWindowMs(),
      urlLifeMs: URL_LIFE_MS,
      maxUploadBytes: MOST_BYTES.ranges,
      door: doorOf(signedDoor({ viewUrl, keys, clock: clock() })),
      stream: STREAM,
      ...(stateMachineArn && { executionPage: (batchId: string) => executionPage(stateMachineArn, batchId) }),
    },
  };
}
