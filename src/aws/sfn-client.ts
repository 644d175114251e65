import { SFNClient } from '@aws-sdk/client-sfn';

/** Endpoint, region and credentials come from the environment as for every AWS tool. */
export const createSfnClient = (): SFNClient => new SFNClient();
