import * as z from 'zod/mini';
import { PROBLEMS, type ProblemSlug, problemType } from './problem.ts';
import type { Answer, Route } from './route.ts';
import { BODIES, nameOf } from './schema-names.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of a route table. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Argus',
      version,
      summary: 'Turns the logs of a vehicle into a diagnosis with proof',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'Where this document is served' }],
    security: SECURITY,
    paths,
    components: { securitySchemes: SECURITY_SCHEMES, schemas: { ...bodies(routes), Problem: PROBLEM_SCHEMA } },
  };
}

/** Which of them a door takes depends on the door; on one machine nobody is asked. */
const SECURITY_SCHEMES = {
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'A request signed for AWS (Signature Version 4): the door of programs, and that of vehicles by certificate.',
  },
  signIn: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Of OpenID Connect: the door of people, which reads.',
  },
  linkProof: {
    type: 'apiKey',
    in: 'query',
    name: 'proof',
    description: 'Of a signed link to one batch, which reads it.',
  },
  linkExpiry: { type: 'apiKey', in: 'query', name: 'expires', description: 'Of the same link.' },
};

const SECURITY = [{}, { signature: [] }, { signIn: [] }, { linkProof: [], linkExpiry: [] }];

/** Of the bodies that these routes have. */
function bodies(routes: readonly Route[]): Json {
  const answered = routes.flatMap(({ answers, body }) => [
    ...Object.values(answers).flatMap((same) => same.map(({ schema }) => schema)),
    body,
  ]);
  const used = Object.entries(BODIES).filter(([, schema]) => answered.includes(schema));
  const taken = new Set(routes.map(({ body }) => body));
  return Object.fromEntries(
    used.map(([name, schema]) => [name, schemaOf(schema, taken.has(schema) ? 'input' : 'output')]),
  );
}

const PROBLEM_SCHEMA = {
  description: 'Problem details (RFC 9457). Branch on `type`; `detail` is one sentence for people.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['detail'],
        properties: {
          pointer: { type: 'string', description: 'Into the body: a JSON pointer as a URI fragment' },
          parameter: { type: 'string', description: 'Name of a query parameter' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

function operationOf(route: Route): Json {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, responseOf(answer)]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body && {
      requestBody: { required: true, content: { 'application/json': { schema: namedOrOwn(route.body, 'input') } } },
    }),
    responses: {
      ...problemResponses([...route.problems, 'method-not-allowed', 'internal-error']),
      ...Object.fromEntries(answers),
    },
  };
}

function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

function namedOrOwn(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const name = nameOf(schema);
  return name === undefined ? schemaOf(schema, io) : { $ref: `#/components/schemas/${name}` };
}

function responseOf(answers: readonly Answer[]): Json {
  const content = answers.flatMap(({ contentType, schema }) =>
    contentType || schema
      ? [[contentType ?? 'application/json', { schema: schema ? namedOrOwn(schema, 'output') : { type: 'string' } }]]
      : [],
  );
  return {
    description: answers.map((answer) => answer.description).join('; '),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
  };
}

/** One response per status; the slugs that share it are told apart by `type`. */
function problemResponses(slugs: readonly ProblemSlug[]): Json {
  const byStatus = Map.groupBy(slugs, (slug) => PROBLEMS[slug].status);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const responses = [...byStatus].map(([status, same]) => [
    status,
    { description: same.map((slug) => `${PROBLEMS[slug].title} (${problemType(slug)})`).join('; '), content },
  ]);
  return Object.fromEntries(responses);
}

const pathParameters = (route: Route): Json[] =>
  route.path.includes('{batchId}')
    ? [{ name: 'batchId', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9A-Z]{26}$' } }]
    : [];

function queryParameters(route: Route): Json[] {
  if (!route.query) return [];
  const { properties = {} } = schemaOf(route.query, 'input') as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

const headerParameters = (route: Route): Json[] =>
  Object.entries(route.requestHeaders ?? {})
    // OpenAPI 3.1 ignores header parameters of this name: the content types of the answers say it.
    .filter(([name]) => name !== 'Accept')
    .map(([name, description]) => ({ name, in: 'header', description, schema: { type: 'string' } }));
