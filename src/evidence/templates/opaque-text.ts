import { Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { Network } from '#src/parsers/source-table.ts';
import { FRAME_TYPE } from '../tally/frame-groups.ts';

/** A symbol that no text has. */
export const NO_TEXT = -1;

/** What tells records without text apart: frames count per source and frame type, undecodable payloads per message id. */
export function opaqueKey(batch: RecordBatch, i: number): number {
  return batch.kind[i] === Kind.frame ? batch.flags[i] & FRAME_TYPE : ~batch.id[i];
}

/** The template of such a record: `<fd-frame>`, `<non-verbose> id 7`. */
export function opaqueText(batch: RecordBatch, i: number): string {
  if (batch.kind[i] === Kind.sample) return '<sample>';
  if (batch.kind[i] !== Kind.frame) return `<non-verbose> id ${batch.id[i]}`;
  const flags = batch.flags[i];
  if (flags & Flag.errorFrame) return '<error-frame>';
  if (flags & Flag.remote) return '<remote-frame>';
  if (flags & Flag.fd) return '<fd-frame>';
  return FRAME_TEXTS[batch.sources.networkOf(batch.source[i])];
}

const FRAME_TEXTS: Readonly<Record<Network, string>> = [
  '<frame>',
  '<frame>',
  '<lin-frame>',
  '<flexray-frame>',
  '<ethernet-frame>',
  '<diagnostic-message>',
];
