import { Level } from '../record-batch.ts';
import type { FieldCursor } from './field-cursor.ts';

/** By what `rcl_interfaces/Log` and `rosgraph_msgs/Log` have in their constants. */
const LEVELS_OF_ROS2 = new Map<number, number>([
  [10, Level.debug],
  [20, Level.info],
  [30, Level.warn],
  [40, Level.error],
  [50, Level.fatal],
]);
const LEVELS_OF_ROS1 = new Map<number, number>([
  [1, Level.debug],
  [2, Level.info],
  [4, Level.warn],
  [8, Level.error],
  [16, Level.fatal],
]);

const LEVEL_OF_ROS2 = Uint8Array.from({ length: 256 }, (_, level) => LEVELS_OF_ROS2.get(level) ?? Level.none);

/** By the byte of `rcl_interfaces/Log`. */
export const levelOfRos2 = (level: number): number => LEVEL_OF_ROS2[level];

const DAY_US = 86_400e6;

/** The writer's own clock, unless it is a simulated one or was never set: then that of the recorder. */
export function stampOr(recordedUs: number, stampUs: number): number {
  return Math.abs(stampUs - recordedUs) > DAY_US ? recordedUs : stampUs;
}

/** A line of `/rosout`, by its places in the window. */
export class LogMessage {
  timeUs = Number.NaN;
  level = 0;
  nameStart = 0;
  nameEnd = 0;
  textStart = 0;
  textEnd = 0;

  /** `rcl_interfaces/Log`: stamp, level, name, msg, file, function, line. */
  readRos2(fields: FieldCursor): boolean {
    this.timeUs = fields.timeUs();
    return this.#readRest(fields, LEVELS_OF_ROS2);
  }

  /** `rosgraph_msgs/Log`: header (sequence, stamp, frame), level, name, msg, file, function, line, topics. */
  readRos1(fields: FieldCursor): boolean {
    fields.u32();
    this.timeUs = fields.timeUs();
    fields.string();
    return this.#readRest(fields, LEVELS_OF_ROS1);
  }

  #readRest(fields: FieldCursor, levels: ReadonlyMap<number, number>): boolean {
    this.level = levels.get(fields.u8()) ?? Level.none;
    fields.string();
    this.nameStart = fields.textStart;
    this.nameEnd = fields.textEnd;
    fields.string();
    this.textStart = fields.textStart;
    this.textEnd = fields.textEnd;
    return fields.isSound;
  }
}
