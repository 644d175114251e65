import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ArgusFunction } from './argus-function.ts';
import type { Settings } from './settings.ts';

const ANY_UPLOAD = 'Batch ids are made at run time; the prefix keeps to uploads.';
const ANY_RESULT = 'Batch ids are made at run time; the prefix keeps to results.';

/** Uploads (`raw/…`, written by vehicles) and results (`work/…`, written by Argus) in two buckets: no event recursion. */
export class Storage extends Construct {
  readonly #raw: s3.Bucket;
  readonly #work: s3.Bucket;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    const key = settings.keyArn ? kms.Key.fromKeyArn(this, 'Key', settings.keyArn) : undefined;
    this.#raw = privateBucket(this, 'Raw', {
      retentionDays: settings.rawRetentionDays,
      versionDays: settings.versionDays,
      key,
    });
    this.#work = privateBucket(this, 'Work', {
      retentionDays: settings.workRetentionDays,
      versionDays: settings.versionDays,
      key,
    });
    denyOldSignatures(this.#raw);
    if (settings.uploadVpcEndpoint) denyOtherWays(this.#raw, settings.uploadVpcEndpoint);
    // The property itself: the L2 flag adds a custom resource with a Lambda of its own.
    (this.#raw.node.defaultChild as s3.CfnBucket).addPropertyOverride(
      'NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled',
      true,
    );
  }

  get workBucketName(): string {
    return this.#work.bucketName;
  }

  get rawBucketName(): string {
    return this.#raw.bucketName;
  }

  grantReadUploads(fn: ArgusFunction): void {
    this.#grantKey(fn);
    fn.configure('RAW_BUCKET', this.#raw.bucketName);
    fn.allowAnyOf(['s3:GetObject'], this.#raw.arnForObjects('raw/*'), ANY_UPLOAD);
  }

  /** Signing is done with the function's own credentials, so it needs the right that its URLs hand on. */
  grantSignUploads(fn: ArgusFunction): void {
    this.#grantKey(fn);
    fn.configure('RAW_BUCKET', this.#raw.bucketName);
    const { uploadEndpoint, uploadWindowMinutes } = this.#settings;
    fn.configure('UPLOAD_WINDOW_MINUTES', String(uploadWindowMinutes));
    if (uploadEndpoint) fn.configure('UPLOAD_ENDPOINT', uploadEndpoint);
    fn.allowAnyOf(['s3:PutObject', 's3:ListMultipartUploadParts'], this.#raw.arnForObjects('raw/*'), ANY_UPLOAD);
    // Which uploads in parts are under way, and which are whole.
    fn.allow(['s3:ListBucketMultipartUploads', 's3:ListBucket'], this.#raw.bucketArn);
  }

  grantListUploads(fn: ArgusFunction): void {
    fn.configure('RAW_BUCKET', this.#raw.bucketName);
    fn.allow(['s3:ListBucket'], this.#raw.bucketArn);
  }

  /** Uploads, those under way in parts too, and results. */
  grantErase(fn: ArgusFunction): void {
    fn.configure('RAW_BUCKET', this.#raw.bucketName);
    fn.configure('WORK_BUCKET', this.#work.bucketName);
    fn.allowAnyOf(['s3:DeleteObject', 's3:AbortMultipartUpload'], this.#raw.arnForObjects('raw/*'), ANY_UPLOAD);
    fn.allowAnyOf(['s3:DeleteObject'], this.#work.arnForObjects('work/*'), ANY_RESULT);
    fn.allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], this.#raw.bucketArn);
    fn.allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], this.#work.bucketArn);
  }

  /** Who reads or writes what is encrypted by a key of one's own needs the key, too. */
  #grantKey(fn: ArgusFunction): void {
    const { keyArn } = this.#settings;
    if (keyArn) fn.allow(['kms:Decrypt', 'kms:GenerateDataKey'], keyArn);
  }

  grantReadResults(fn: ArgusFunction): void {
    this.#grantKey(fn);
    fn.configure('WORK_BUCKET', this.#work.bucketName);
    fn.allowAnyOf(['s3:GetObject'], this.#work.arnForObjects('work/*'), ANY_RESULT);
    // Without it a missing object is "access denied" instead of "not found".
    fn.allow(['s3:ListBucket'], this.#work.bucketArn);
  }

  /** Tables of batches: nothing else among the results. */
  grantWriteTables(fn: ArgusFunction): void {
    this.#grantKey(fn);
    fn.configure('WORK_BUCKET', this.#work.bucketName);
    fn.allowAnyOf(['s3:PutObject'], this.#work.arnForObjects('work/export/*'), ANY_RESULT);
  }

  grantWriteResults(fn: ArgusFunction): void {
    this.#grantKey(fn);
    fn.configure('WORK_BUCKET', this.#work.bucketName);
    fn.allowAnyOf(['s3:PutObject'], this.#work.arnForObjects('work/*'), ANY_RESULT);
  }
}

interface Kept {
  retentionDays: number;
  versionDays: number | null;
  key: kms.IKey | undefined;
}

function privateBucket(scope: Construct, id: string, { key, retentionDays, versionDays }: Kept): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    ...(key
      ? { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: s3.BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: RemovalPolicy.RETAIN,
    versioned: versionDays !== null,
    lifecycleRules: [
      {
        expiration: Duration.days(retentionDays),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        ...(versionDays !== null && { noncurrentVersionExpiration: Duration.days(versionDays) }),
      },
    ],
  });
  acknowledge(
    bucket,
    'AwsSolutions-S1',
    'Access is recorded by CloudTrail data events where an account wants it; server access logs would double the objects.',
  );
  return bucket;
}

/** A leaked upload URL is worthless after 15 minutes whatever expiry it was signed with. */
function denyOldSignatures(bucket: s3.Bucket): void {
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'DenyOldSignatures',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
      conditions: { NumericGreaterThan: { 's3:signatureAge': 15 * 60 * 1000 } },
    }),
  );
}

/** Signed requests, which are those of vehicles; the functions themselves sign in a header and come by AWS's own network. */
function denyOtherWays(bucket: s3.Bucket, vpcEndpoint: string): void {
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'DenyUploadsFromElsewhere',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('raw/*')],
      conditions: {
        StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
        StringNotEquals: { 'aws:SourceVpce': vpcEndpoint },
      },
    }),
  );
}
