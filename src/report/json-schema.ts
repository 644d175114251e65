import * as z from 'zod/mini';
import { Report } from './report.ts';

/** The report's JSON Schema (draft 2020-12), from the same definition that the types come from. */
export const reportJsonSchema = (): z.core.JSONSchema.JSONSchema => z.toJSONSchema(Report);
