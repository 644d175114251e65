import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, it } from 'vitest';
import { PROBLEMS } from '#src/api/problem.ts';
import { ROUTES } from '#src/api/routes.ts';
import { apiUnderTest } from '#test/support/api.ts';

const document = async () => (await apiUnderTest().call({ path: '/openapi.json' })).body;

it('describes exactly the paths and methods of the route table', async () => {
  const { paths } = await document();
  const described = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

it('is OpenAPI 3.1: every operation has a name of its own, a summary, and a described response', async () => {
  const { openapi, info, paths } = await document();
  expect(openapi).toBe('3.1.0');
  expect(info).toMatchObject({ title: 'Argus', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  const operations = Object.values(paths).flatMap((item) => Object.values(item as object));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { summary, responses } of operations) {
    expect(summary).toBeTruthy();
    expect(Object.keys(responses).every((status) => /^[2345]\d\d$/.test(status))).toBe(true);
    expect(Object.values(responses).every((response) => Boolean((response as { description: string }).description)));
  }
});

it('declares every path parameter of a template', async () => {
  const { paths } = await document();
  for (const [path, item] of Object.entries(paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(item as Record<string, { parameters: Parameter[] }>)) {
      const declared = parameters.filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name, required }) => [name, required])).toEqual(named.map((name) => [name, true]));
    }
  }
});

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
}

it('resolves every reference inside the document', async () => {
  const whole = await document();
  const references = [...JSON.stringify(whole).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer]) => pointer);
  expect(references.length).toBeGreaterThan(0);
  for (const pointer of references) {
    const target = pointer
      .slice(1)
      .split('/')
      .reduce((value, key) => value?.[key], whole);
    expect(target, pointer).toBeDefined();
  }
});

it('says in the schema of a new batch what the validation enforces', async () => {
  const { components, paths } = await document();
  const { $ref } = paths['/batches'].post.requestBody.content['application/json'].schema;
  const schema = components.schemas[$ref.split('/').at(-1)];
  expect(schema.required).toEqual(['vehicleId', 'files']);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.files).toMatchObject({ minItems: 1, maxItems: 10_000 });
  expect(schema.properties.files.items.properties.name).toMatchObject({ minLength: 1, maxLength: 255 });
});

it('names the slugs of the problems of each path', async () => {
  const { paths } = await document();
  const { responses } = paths['/batches/{batchId}/start'].post;
  expect(responses[409].description).toContain('/problems/nothing-uploaded');
  expect(responses[409].description).toContain(PROBLEMS['batch-closed'].title);
});

it('has nothing that the recommended rules of Redocly find fault with', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lintFromString({ source: JSON.stringify(await document()), config, absoluteRef: 'openapi.json' });
  expect(found.map(({ location: [place], message, ruleId }) => [ruleId, message, place?.pointer])).toEqual([]);
});

it('names the schema of every body of JSON, and describes every refusal as problem details', async () => {
  const { paths } = await document();
  for (const [path, item] of Object.entries(paths)) {
    for (const { operationId, requestBody, responses } of Object.values(item as Record<string, Operation>)) {
      const bodies = [requestBody, ...Object.values(responses)].map(
        (body) => body?.content?.['application/json']?.schema,
      );
      for (const schema of bodies.filter((each) => each !== undefined))
        expect(schema, `${path} ${operationId}`).toEqual({
          $ref: expect.stringMatching(/^#\/components\/schemas\/\w+$/),
        });
      const refusals = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(refusals.length, path).toBeGreaterThan(1);
      for (const [, { content }] of refusals) expect(Object.keys(content ?? {})).toEqual(['application/problem+json']);
    }
  }
});

interface Operation {
  operationId: string;
  requestBody?: Body;
  responses: Record<string, Body>;
}

interface Body {
  content?: Record<string, { schema?: unknown }>;
}
