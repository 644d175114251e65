import { createS3Client } from '#src/aws/s3-client.ts';
import { findS3Files, parseS3Place, type S3OwnFiles } from '#src/aws/s3-own-files.ts';
import { checkDescriptions, type DescriptionFiles } from '#src/knowledge/own/choose-descriptions.ts';
import { type DescribeVehicle, describerOf } from '#src/knowledge/own/describe-vehicle.ts';
import { UnusableDescription } from '#src/knowledge/own/read-description.ts';
import type { Log } from './log.ts';

/** Names the other files of the prefix. */
const LIST = 'databases.json';
const ENDINGS = ['.json', '.dbc', '.xml', '.fibex', '.arxml'];

/** Where description files come from; undefined where the deployment has none. */
type FindDescriptions = () => Promise<S3OwnFiles | undefined>;

/**
 * What the description files of the deployment's S3 prefix say, as they are now: listed for each unit, read anew when one has
 * changed. A list that cannot be used is left out and logged: a typo must not stop every diagnosis.
 */
export function descriptionsReader(find: FindDescriptions, log: Log): () => Promise<DescribeVehicle | undefined> {
  let known: { mark: string; describe: DescribeVehicle | undefined } | undefined;
  return async () => {
    const found = await find();
    if (found === undefined) return undefined;
    if (known?.mark !== found.mark) known = { mark: found.mark, describe: describerIn(await found.read(), log) };
    return known.describe;
  };
}

function describerIn(stored: { name: string; bytes: Uint8Array }[], log: Log): DescribeVehicle | undefined {
  try {
    const files = filesIn(stored);
    checkDescriptions(files);
    return describerOf(files);
  } catch (error) {
    if (!(error instanceof UnusableDescription)) throw error;
    log('error', 'The databases are left out', { reason: error.message });
    return undefined;
  }
}

/** Paths count from where the list lies. */
function filesIn(stored: { name: string; bytes: Uint8Array }[]): DescriptionFiles {
  const list = stored.find(({ name }) => name.split('/').at(-1) === LIST)?.name ?? LIST;
  const folder = list.slice(0, -LIST.length);
  const read = (path: string) => {
    const file = stored.find(({ name }) => name === folder + path);
    if (!file) throw new UnusableDescription(`"${folder}${path}" is not below the prefix.`);
    return { path: file.name, bytes: file.bytes };
  };
  return { list: read(LIST), read };
}

/** The prefix of the deployment; none when it has none. */
export function descriptionsOfDeployment(): FindDescriptions {
  const url = process.env['DATABASES'];
  if (!url) return async () => undefined;
  const s3 = createS3Client();
  return () => findS3Files(s3, parseS3Place(url), ENDINGS);
}
