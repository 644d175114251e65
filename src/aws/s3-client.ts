import { S3Client } from '@aws-sdk/client-s3';

/**
 * `WHEN_REQUIRED` because the SDK's default signs the CRC of an empty body into presigned URLs. Endpoint, region and
 * credentials come from the environment as for every AWS tool; an endpoint that is not AWS has no DNS name per bucket.
 */
export function createS3Client({ endpoint }: { endpoint?: string } = {}): S3Client {
  const isElsewhere = endpoint ?? process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  return new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    forcePathStyle: isElsewhere !== undefined,
    ...(endpoint !== undefined && { endpoint }),
  });
}
