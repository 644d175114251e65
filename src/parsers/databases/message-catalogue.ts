/** What a FIBEX file says of DLT's non-verbose messages. */
export interface MessageCatalogue {
  /** By message id. */
  messages: ReadonlyMap<number, NamedMessage>;
}

export interface NamedMessage {
  app: string;
  context: string;
  /** As the file writes it (`DLT_LOG_ERROR`); empty for traces. */
  info: string;
  /** Text that stands for no byte of the payload, and values that do, in their order. */
  parts: readonly MessagePart[];
}

export type MessagePart = { text: string } | { value: ValueType };

const VALUE_TYPES = ['bool', 'sint', 'uint', 'float', 'string', 'raw'] as const;
export interface ValueType {
  kind: (typeof VALUE_TYPES)[number];
  /** Bytes of a number; a string and raw bytes are counted by two bytes before them. */
  bytes: number;
}
