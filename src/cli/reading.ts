import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import type { Io } from './command.ts';

/** How `argus parse` was told to read. */
export interface Reading {
  io: Io;
  /** Name of the format that the user says it is of. */
  as: string | undefined;
  descriptions: Descriptions;
}
