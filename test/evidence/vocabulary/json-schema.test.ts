import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { vocabularyJsonSchema } from '#src/evidence/vocabulary/json-schema.ts';

it('The published schema of vocabularies is the one that Argus checks', () => {
  expect(JSON.parse(readFileSync('docs/vocabulary.schema.json', 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(vocabularyJsonSchema())),
  );
});
