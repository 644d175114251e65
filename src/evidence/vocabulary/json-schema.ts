import * as z from 'zod/mini';
import { VocabularyFile } from './vocabulary-file.ts';

/** The JSON Schema (draft 2020-12) of a vocabulary file: `docs/vocabulary.schema.json`. */
export const vocabularyJsonSchema = (): z.core.JSONSchema.JSONSchema => z.toJSONSchema(VocabularyFile);
