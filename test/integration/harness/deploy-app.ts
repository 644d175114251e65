import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../../build.ts';
import { CREDENTIALS, REGION } from './aws-call.ts';
import type { Emulator } from './ministack.ts';

const ACCOUNT = '000000000000';
const STAGE = 'itest';
/** Answered by the fake. */
const MODEL_ID = 'global.anthropic.claude-haiku-5-5';

export interface Outputs {
  apiUrl: string;
  viewUrl: string;
  eraseUrl: string;
  /** Null where the emulator has nothing to sign in at. */
  peopleUrl: string | null;
}

interface Wanted {
  modelEndpoint: string;
  hasUserPools: boolean;
}

/** The app as an operator deploys it: the ordinary CLI, bootstrap and deploy, at the emulator's endpoint. */
export async function deployApp(emulator: Emulator, folder: string, wanted: Wanted): Promise<Outputs> {
  const { hasUserPools, modelEndpoint } = wanted;
  const codeFolder = join(folder, 'code');
  const outputsFile = join(folder, 'outputs.json');
  await bundle(codeFolder);
  // Bootstrapping reads the app, too.
  const always = ['--output', join(folder, 'cdk.out'), '--context', `argus:codeFolder=${codeFolder}`];
  const cdk = runCdk(emulator, always);
  await cdk(['bootstrap', `aws://${ACCOUNT}/${REGION}`]);
  await cdk([
    'deploy',
    ...['--require-approval', 'never'],
    ...['--outputs-file', outputsFile],
    ...['--context', `argus:stage=${STAGE}`],
    ...['--context', `argus:modelId=${MODEL_ID}`],
    ...['--context', `argus:modelEndpoint=${modelEndpoint}`],
    ...(hasUserPools ? ['--context', 'argus:cognito=true'] : []),
    ...uploadEndpoint(),
  ]);
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8'))[`argus-${STAGE}`];
  const { ApiUrl: apiUrl, EraseUrl: eraseUrl, PeopleUrl: peopleUrl = null, ViewUrl: viewUrl } = outputs;
  return { apiUrl, viewUrl, eraseUrl, peopleUrl };
}

/** Where functions run in containers, upload URLs must be signed for the address that this process uses. */
function uploadEndpoint(): string[] {
  const { AWS_ENDPOINT_URL: endpoint } = process.env;
  return endpoint ? ['--context', `argus:uploadEndpoint=${endpoint}`] : [];
}

function runCdk({ endpoint, certificate }: Emulator, always: readonly string[]): (args: string[]) => Promise<unknown> {
  const env = {
    ...process.env,
    PATH: `${join(process.cwd(), 'node_modules', '.bin')}:${process.env['PATH']}`,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    ...(certificate && { AWS_CA_BUNDLE: certificate, NODE_EXTRA_CA_CERTS: certificate }),
  };
  const options = { env, maxBuffer: 1 << 26 };
  return (args) => promisify(execFile)('cdk', [...args, ...always], options);
}
