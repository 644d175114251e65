import { startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { RecordingDecoder } from '../ros/recording-decoder.ts';
import { unpackChunks } from '../ros/unpack-chunks.ts';
import { rosbagLayout } from './rosbag-layout.ts';

/** Bags of ROS 1: lines of `/rosout`, diagnostics and texts are read. */
export const rosbagFormat: LogFormat = {
  name: 'rosbag',
  version: 1,
  sniff: (head) => (startsWith(head, 0, rosbagLayout.magic) ? 1 : 0),
  unpack: (packed) => unpackChunks(packed, rosbagLayout),
  createDecoder: ({ sources }) => new RecordingDecoder(rosbagLayout, sources),
};
