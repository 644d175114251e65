import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { readableFrom } from './allow-origins.ts';
import { ArgusFunction } from './argus-function.ts';
import type { BatchTable } from './batch-table.ts';
import { shareOut } from './concurrency.ts';
import type { Pipeline } from './pipeline.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

export interface EndpointsProps {
  settings: Settings;
  storage: Storage;
  table: BatchTable;
  pipeline: Pipeline;
}

/** The two ways in: `api` for callers that sign with IAM, `view` for people who hold a signed, expiring link. */
export class Endpoints extends Construct {
  readonly apiUrl: string;
  readonly viewUrl: string;
  readonly api: ArgusFunction;
  readonly view: ArgusFunction;
  readonly #linkKeys: secrets.Secret;

  constructor(scope: Construct, id: string, { settings, storage, table, pipeline }: EndpointsProps) {
    super(scope, id);
    const { viewers } = shareOut(settings.lambdaQuota, settings.parserConcurrency).reserved;
    // Creates batches of up to 10,000 files and signs 1,000 URLs a page: CPU bound for a moment.
    this.api = new ArgusFunction(this, 'HandleRequest', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 1024,
      timeout: Duration.seconds(29),
    });
    // Waits on the table most of its life; 512 MB hold the evidence of a batch, and records around a place. A stream lasts
    // two minutes at most and resumes by event id.
    this.view = new ArgusFunction(this, 'ViewDiagnosis', {
      logRetentionDays: settings.logRetentionDays,
      memoryMb: 512,
      timeout: Duration.minutes(3),
      ...(viewers && { reservedConcurrency: viewers }),
    });
    table.grantEnterStates(this.api);
    table.grantReadProgress(this.api);
    table.grantList(this.api, 'by-vehicle', 'by-state');
    storage.grantSignUploads(this.api);
    // Lines around a place are read from the files themselves.
    storage.grantReadUploads(this.api);
    storage.grantReadResults(this.api);
    storage.grantWriteResults(this.api);
    pipeline.grantStart(this.api);
    pipeline.grantRedrive(this.api);
    table.grantRead(this.view);
    table.grantReadProgress(this.view);
    // What the console shows of a batch to whoever holds its link.
    storage.grantReadResults(this.view);
    storage.grantReadUploads(this.view);
    this.#linkKeys = this.#makeLinkKeys();
    this.#grantLinkKeys(this.api);
    this.#grantLinkKeys(this.view);
    this.apiUrl = this.api.live.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }).url;
    this.viewUrl = this.view.live.addFunctionUrl({
      // The link itself is the credential: HMAC over batch and expiry, checked in constant time by the handler.
      authType: lambda.FunctionUrlAuthType.NONE,
      invokeMode: lambda.InvokeMode.RESPONSE_STREAM,
      ...readableFrom(settings.allowedOrigins),
    }).url;
    this.api.configure('VIEW_URL', this.viewUrl);
  }

  /** Whoever answers about a batch also links to its live diagnosis. */
  grantMakeLinks(fn: ArgusFunction): void {
    fn.configure('VIEW_URL', this.viewUrl);
    this.#grantLinkKeys(fn);
  }

  #makeLinkKeys(): secrets.Secret {
    const keys = new secrets.Secret(this, 'LinkKeys', {
      description: 'Keys that sign view links: {"current": …, "previous": …}; both are accepted, current signs.',
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ previous: null }),
        generateStringKey: 'current',
        passwordLength: 64,
        excludePunctuation: true,
      },
    });
    acknowledge(
      keys,
      'AwsSolutions-SMG4',
      'Rotated by the operator (docs/deploy.md): the previous key must outlive the links it signed.',
    );
    return keys;
  }

  #grantLinkKeys(fn: ArgusFunction): void {
    // Its `Ref` is the ARN too, but only the name on emulators.
    const arn = (this.#linkKeys.node.defaultChild as secrets.CfnSecret).attrId;
    fn.configure('LINK_KEYS_SECRET', arn);
    fn.allow(['secretsmanager:GetSecretValue'], arn);
  }
}
