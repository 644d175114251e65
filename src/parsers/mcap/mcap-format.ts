import { startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { RecordingDecoder } from '../ros/recording-decoder.ts';
import { unpackChunks } from '../ros/unpack-chunks.ts';
import { mcapLayout } from './mcap-layout.ts';

/** MCAP, what ROS 2 records into, with or without its summary: lines of `/rosout`, diagnostics and texts are read. */
export const mcapFormat: LogFormat = {
  name: 'mcap',
  version: 1,
  sniff: (head) => (startsWith(head, 0, mcapLayout.magic) ? 1 : 0),
  unpack: (packed) => unpackChunks(packed, mcapLayout),
  createDecoder: ({ sources }) => new RecordingDecoder(mcapLayout, sources),
};
