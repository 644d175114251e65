import { FrameLineDecoder } from '../frames/frame-line-decoder.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import type { LogFormat } from '../log-format.ts';
import { CarbusReader } from './carbus-reader.ts';

const MAGIC = asciiBytes('@ TEXT @ ');

/**
 * Traces of CARBUS Analyzer, versions 2 and 3, with the ending `.trc` (redmine.devnet.ru car-bus-analyzer: its wiki has the
 * layout of version 3; collin80/SavvyCAN framefileio.cpp writes it).
 */
export const carbusFormat: LogFormat = {
  name: 'carbus',
  version: 1,
  sniff: (head) => (startsWith(head, 0, MAGIC) ? 1 : 0),
  resumes: true,
  createDecoder: ({ sources }) => new FrameLineDecoder(new CarbusReader(sources)),
};
