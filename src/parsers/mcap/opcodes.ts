/** Kinds of records (https://mcap.dev/spec). */
export const Opcode = {
  header: 1,
  footer: 2,
  schema: 3,
  channel: 4,
  message: 5,
  chunk: 6,
  messageIndex: 7,
  chunkIndex: 8,
  attachment: 9,
  attachmentIndex: 0xa,
  statistics: 0xb,
  metadata: 0xc,
  metadataIndex: 0xd,
  summaryOffset: 0xe,
  dataEnd: 0xf,
} as const;
