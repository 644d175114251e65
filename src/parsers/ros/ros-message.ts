import type { Serialization } from './field-cursor.ts';

/** What is read of a topic's messages. */
export const Content = { other: 0, log: 1, diagnostics: 2, text: 3 } as const;
export type Content = (typeof Content)[keyof typeof Content];

/** By type, as ROS 1 and 2 have it (ROS 2 puts `/msg/` between). */
const CONTENTS = new Map<string, Content>([
  ['cdr rcl_interfaces/Log', Content.log],
  ['ros1 rosgraph_msgs/Log', Content.log],
  ['cdr diagnostic_msgs/DiagnosticArray', Content.diagnostics],
  ['ros1 diagnostic_msgs/DiagnosticArray', Content.diagnostics],
  ['cdr std_msgs/String', Content.text],
  ['ros1 std_msgs/String', Content.text],
]);

/** A topic of a recording. */
export interface RosChannel {
  content: Content;
  /** Undefined for encodings that Argus does not read (protobuf, JSON, flatbuffers). */
  serialization: Serialization | undefined;
  /** Index of the topic in the source table. */
  source: number;
}

export const contentOf = (type: string, serialization: Serialization | undefined): Content =>
  CONTENTS.get(`${serialization} ${type}`) ?? Content.other;

/** A recorded message in the window; one object per decoder, filled anew for each. */
export interface RosMessage {
  /** The record around it. */
  start: number;
  end: number;
  /** Its data. */
  from: number;
  to: number;
  /** When it was recorded. */
  timeUs: number;
  channel: RosChannel;
}
