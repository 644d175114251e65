import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ArgusFunction } from './argus-function.ts';

/** The permission to read a user's own vocabularies below one S3 prefix, and to know which there are. */
export function grantReadVocabularies(fn: ArgusFunction, url: string): void {
  const [bucket, ...path] = url.replace(/^s3:\/\//, '').split('/');
  const prefix = path.join('/');
  const arn = `arn:${Stack.of(fn).partition}:s3:::${bucket}`;
  fn.configure('VOCABULARIES', url);
  fn.allowAnyOf(['s3:GetObject'], `${arn}/${prefix}*`, 'Vocabularies come and go below the prefix that is theirs.');
  fn.function.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [arn],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    }),
  );
}
