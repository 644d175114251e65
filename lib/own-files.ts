import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ArgusFunction } from './argus-function.ts';

/** The permission to read what a user keeps below one S3 prefix, and to know what there is; `setting` tells the function where. */
export function grantReadOwnFiles(
  fn: ArgusFunction,
  setting: 'VOCABULARIES' | 'DATABASES' | 'KNOWLEDGE',
  url: string,
): void {
  const [bucket, ...path] = url.replace(/^s3:\/\//, '').split('/');
  const prefix = path.join('/');
  const arn = `arn:${Stack.of(fn).partition}:s3:::${bucket}`;
  fn.configure(setting, url);
  fn.allowAnyOf(['s3:GetObject'], `${arn}/${prefix}*`, 'What lies below the prefix comes and goes, and is theirs.');
  fn.function.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [arn],
      conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
    }),
  );
}
