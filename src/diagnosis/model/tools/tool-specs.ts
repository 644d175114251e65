import * as z from 'zod/mini';
import type { ModelTool } from '../language-model.ts';
import { ARGUMENTS, type ToolName } from './tool-arguments.ts';

/** Lines that one look-up returns at most. */
export const MAX_LINES = 40;

const DESCRIPTIONS: Record<ToolName, string> = {
  search_records: `Finds records of this batch that fit all that is given, in order of file and place, ${MAX_LINES} at most: writer (ecu, app, context; whole names), file (its number), level (this one or graver), time (ISO 8601 with zone), words (each of them stands in the record), template (its id from a "template" line).`,
  records_around: `The records before and after a line, by the line's evidence id, ${MAX_LINES} at most.`,
  compare_episodes:
    'Each try of an update with its outcome, and lines that stand in what went wrong and in nothing that went well ("specific"), or also in what went well ("decoy": they explain nothing).',
  timeline: `What the rules recognised, in order of time: boots, steps, faults, outcomes; ${MAX_LINES} at most, the last ones.`,
  similar_cases:
    'Earlier batches that share rare signs with this one, with what both show, what Argus found and, where an engineer said so, what it was.',
  search_knowledge:
    'Documented causes that hold for this vehicle, by words; those that were excluded, with the reason.',
};

/** The tools as a model is told of them. All only read, and only this batch. */
export const TOOL_SPECS: readonly ModelTool[] = (Object.keys(DESCRIPTIONS) as ToolName[]).map((name) => ({
  name,
  description: DESCRIPTIONS[name],
  inputSchema: schemaOf(name),
}));

function schemaOf(name: ToolName): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ARGUMENTS[name], { io: 'input' });
  return schema;
}
