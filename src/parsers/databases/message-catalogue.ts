/** What a description file says of DLT's non-verbose messages. */
export interface MessageCatalogue {
  /** By message id; several where ECUs of the file mean different messages by one id. */
  messages: ReadonlyMap<number, readonly NamedMessage[]>;
}

export interface NamedMessage {
  /** The ECUs that write it, as DLT calls them; none where the file does not say. */
  ecus: ReadonlySet<string>;
  app: string;
  context: string;
  /** As DLT names it (`DLT_LOG_ERROR`); empty for traces. */
  info: string;
  /** Text that stands for no byte of the payload, and values that do, in their order. */
  parts: readonly MessagePart[];
}

export type MessagePart = { text: string } | { value: ValueType };

export interface ValueType {
  kind: 'bool' | 'sint' | 'uint' | 'float' | 'string' | 'raw';
  /** Of one number, or of one unit of a string's encoding. */
  bytes: number;
  count: ValueCount;
  /** What numbers stand for. */
  texts?: ReadonlyMap<number, string>;
  unit?: string;
}

/**
 * How many there are of a value: `one`, as many as the two bytes before them say (`sent`), all that are left in the
 * payload (`rest`), or a number of them.
 */
export type ValueCount = 'one' | 'sent' | 'rest' | number;

/** Which message an ECU means by `id`; undefined where the file leaves it open: a wrong text is worse than none. */
export function findMessage({ messages }: MessageCatalogue, id: number, ecu: string): NamedMessage | undefined {
  const found = messages.get(id) ?? [];
  return found.length === 1 ? found[0] : found.find(({ ecus }) => ecus.has(ecu));
}
