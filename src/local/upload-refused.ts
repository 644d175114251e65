const REASONS = {
  'not-granted': [
    403,
    'This upload URL was not issued by this server or was altered. Ask the batch for its upload URLs again.',
  ],
  expired: [403, 'This upload URL has expired. Ask the batch for new upload URLs and send the file again.'],
  'already-uploaded': [412, 'This file was uploaded before and is kept as it was; nothing was changed.'],
  'on-its-way': [503, 'This part is being sent over another connection. Send it again in a moment.'],
  'wrong-size': [400, 'The body does not have the declared size. Nothing was kept; send the file again.'],
  'wrong-hash': [400, 'The body does not have the declared SHA-256. Nothing was kept; send the file again.'],
  'cut-off': [400, 'The upload ended before the declared size. Nothing was kept; send the file again.'],
} as const;

type RefusalReason = keyof typeof REASONS;

/** The upload was not accepted; `status` is what S3 answers in the same case. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
  readonly reason: RefusalReason;
  readonly status: number;

  constructor(reason: RefusalReason, detail = '') {
    super(detail === '' ? REASONS[reason][1] : `${REASONS[reason][1]} (${detail})`);
    this.reason = reason;
    this.status = REASONS[reason][0];
  }
}
