/** Bytes that a packet carries for one layer, in the window or, where they were put together of several packets, in a copy. */
export interface Payload {
  bytes: Uint8Array;
  view: DataView;
  at: number;
  end: number;
  /** Bytes behind `end` that were sent and not captured. */
  missing: number;
  /** `bytes` are the window's. */
  isInWindow: boolean;
}

export function copiedPayload(bytes: Uint8Array, missing: number): Payload {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, at: 0, end: bytes.length, missing, isInWindow: false };
}
