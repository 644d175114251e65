/** Crockford base 32, as in a ULID. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The batch id of an idempotency key: the first 128 bits of its SHA-256, written as a ULID (26 digits). The same key always
 * meets the same batch, with nothing to look up and nothing to expire.
 */
export async function batchIdOfKey(idempotencyKey: string): Promise<string> {
  const digest = await sha256(idempotencyKey);
  let rest = 0n;
  for (const byte of digest.subarray(0, 16)) rest = (rest << 8n) | BigInt(byte);
  let id = '';
  for (let digit = 0; digit < 26; digit++, rest >>= 5n) id = DIGITS[Number(rest & 31n)] + id;
  return id;
}

/** Lower-case hex SHA-256 of a request in its normal form: equal exactly when the requests mean the same. */
export async function hashOfRequest(normalForm: unknown): Promise<string> {
  const digest = await sha256(JSON.stringify(normalForm));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const sha256 = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
