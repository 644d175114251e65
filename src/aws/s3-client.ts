import { S3Client } from '@aws-sdk/client-s3';

/**
 * `WHEN_REQUIRED` because the SDK's default signs the CRC of an empty body into presigned URLs. Path style is for
 * endpoints that have no wildcard DNS. Endpoint, region and credentials come from the environment as for every AWS tool.
 */
export function createS3Client(options: { endpoint?: string; forcePathStyle?: boolean } = {}): S3Client {
  return new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', ...options });
}
