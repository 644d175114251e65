/**
 * Where emulators are not AWS, and what is done about it. Each one in a single place, so that it can go when they learn.
 *
 * | difference | on | what is done |
 * | --- | --- | --- |
 * | Function URLs are told apart by the Host header at one address | both | `aws-call.ts` connects to the emulator and sends the URL's own host, which the signature covers |
 * | TLS with a certificate of its own | MiniStack | `trust.ts`; plain http would be refused by the buckets' policies, as it should |
 * | no `awslambda.streamifyResponse` | MiniStack | `lambdas/stream-shim.ts` returns the stream's encoding in one piece |
 * | a streamed answer arrives when it has ended | both | tests look at the order of events, not at their times; `bin/smoke.ts` does on AWS |
 * | a thrown error's name is lost (`Runtime.HandlerError`) | MiniStack | the state machine decides nothing by it but retries of `TransientFault`; tests do not ask for retries |
 * | `Ref` of a secret is its name | MiniStack | `lib/endpoints.ts` uses `Fn::GetAtt Id`, the ARN everywhere |
 * | a query parameter called `signature` makes a request a signed one | MiniStack | links say `proof` |
 * | one PUT of N bytes takes time by N² | MiniStack | files are small here; `bench/` has the large ones |
 * | `s3:signatureAge` is not known to policies | both | `test/lib` asserts the statement; `bin/smoke.ts` tries it |
 * | IoT role aliases are not known to CloudFormation | both | the door of vehicles is not deployed here: `test/lib` asserts its policies, `test/lambdas` its routes |
 * | the schedule never fires | LocalStack | tests call the sweeper themselves; the schedule is an assertion on the template |
 * | unsigned calls of AWS_IAM URLs are let in, policies are not evaluated | LocalStack | `enforcesIam` is false: the tests of it say that they are skipped |
 * | Bedrock says "mock", or is not there | both | a fake speaks its event stream: here, or in docker-compose.localstack.yml |
 * | Cognito's addresses are not those of AWS, and it has no page to sign in at | MiniStack | tests make the session that a sign-in ends with; the flow itself is tried against a provider in miniature |
 * | Cognito is not there | LocalStack | the door of people is not deployed: `hasUserPools` is false, and its test says that it is skipped |
 * | functions run in containers | LocalStack | the setting `argus:uploadEndpoint` signs upload URLs for the host's address |
 */
export interface EmulatorDifferences {
  name: 'MiniStack' | 'LocalStack';
  enforcesIam: boolean;
  hasUserPools: boolean;
  /** Where functions in containers reach the fake Bedrock; null: where this process started one. */
  modelEndpoint: string | null;
}

export class UnknownEmulator extends Error {
  override readonly name = 'UnknownEmulator';
}

export async function recogniseEmulator(endpoint: string): Promise<EmulatorDifferences> {
  if (await answers(`${endpoint}/_ministack/health`))
    return { name: 'MiniStack', enforcesIam: true, hasUserPools: true, modelEndpoint: null };
  if (await answers(`${endpoint}/_localstack/health`)) {
    return { name: 'LocalStack', enforcesIam: false, hasUserPools: false, modelEndpoint: 'http://bedrock:4599' };
  }
  throw new UnknownEmulator(`What answers at ${endpoint} is neither MiniStack nor LocalStack.`);
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
