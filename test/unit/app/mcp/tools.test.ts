import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { buildSchema, getOperationAST, parse, specifiedRules, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { argumentsSchema, resultSchema } from '../../../../src/app/mcp/operation-schemas.ts';
import { ToolOperations } from '../../../../src/app/mcp/tool-operation.ts';
import type { OperationEnvironment } from '../../../../src/app/mcp/tool-operation.ts';
import { TOOLS } from '../../../../src/app/mcp/tools.ts';
import { Waits } from '../../../../src/app/mcp/watch-job.ts';
import { limitRules } from '../../../../src/platform/graphql/limits.ts';

const root = resolve(import.meta.dirname, '../../../..');
const schema = buildSchema(readFileSync(resolve(root, 'schema.graphql'), 'utf8'));
const files = new Map(
  globSync('src/app/mcp/operations/*.graphql', { cwd: root }).map((path) => [
    basename(path, '.graphql').replaceAll('-', '_'),
    readFileSync(resolve(root, path), 'utf8'),
  ]),
);
const operationOf = (name: string) => parse(files.get(name) ?? '');

interface ObjectSchema {
  readonly properties: Readonly<
    Record<string, { readonly type?: string; readonly description?: string; readonly enum?: readonly string[] }>
  >;
  readonly required: readonly string[];
}
const argumentsOf = (name: string) => argumentsSchema(schema, operationOf(name), new Set(['workspaceId'])) as unknown as ObjectSchema;

test('each tool has an operation, and each operation a tool that uses it', () => {
  expect([...files.keys()].toSorted()).toEqual([...TOOLS.map(({ name }) => name), 'follow_job'].toSorted());
  expect(TOOLS.length).toBeLessThanOrEqual(14);
});

describe.each(TOOLS)('$name', ({ name, effect, idempotent }) => {
  const document = operationOf(name);
  const operation = getOperationAST(document)?.operation;

  test('fits the schema and keeps the limits', () => {
    expect(validate(schema, document, [...specifiedRules, ...limitRules])).toEqual([]);
    expect(files.get(name)).toMatch(/^# .*\.\n/);
  });

  test('says truly whether it changes anything', () => {
    expect(operation).toBe(effect === 'read' ? 'query' : 'mutation');
  });

  test('describes each argument, and demands a key of a call that must not be repeated', () => {
    const { properties, required } = argumentsOf(name);
    for (const [argument, { description }] of Object.entries(properties)) expect(description, argument).toMatch(/\.$/);
    expect(required.includes('idempotencyKey')).toBe(effect !== 'read' && idempotent && name !== 'cancel_job');
    expect(Object.keys(properties)).not.toContain('workspaceId');
  });
});

test('the schema of arguments has the values of enums, and no others are required than those of the operation', () => {
  const { properties, required } = argumentsOf('make_film');
  expect(properties['aspectRatio']).toMatchObject({ type: 'string', enum: expect.arrayContaining(['PORTRAIT_9_16']) as unknown });
  expect(required).toEqual(['idempotencyKey']);
});

test('the schema of a result allows null where the operation does, and includes the fields of fragments', () => {
  const job = (resultSchema(schema, operationOf('get_job')) as { properties: { job: { anyOf: [ObjectSchema, object] } } }).properties.job;
  expect(job.anyOf[1]).toEqual({ type: 'null' });
  expect(job.anyOf[0].required).toEqual(expect.arrayContaining(['id', 'status', 'video']));
  expect(JSON.stringify(job.anyOf[0].properties['video'])).toContain('downloadUrl');
});

test('a key has 20 waits at the same time, and each that ends makes room', () => {
  const waits = new Waits();
  const ends = Array.from({ length: 20 }, () => waits.begin('a'));
  expect(ends.every(Boolean)).toBe(true);
  expect(waits.begin('a')).toBeUndefined();
  expect(waits.begin('b')).toBeDefined();
  ends[0]?.();
  expect(waits.begin('a')).toBeDefined();
});

test('an unexpected error reaches the agent masked', () => {
  const logged: unknown[] = [];
  const log = { error: (fields: unknown) => logged.push(fields) };
  const operations = new ToolOperations({ production: true, log } as unknown as OperationEnvironment);
  const { isError, content } = operations.refusal(new Error('password of /srv/secret'), 'request-1');
  expect(isError).toBe(true);
  expect(JSON.stringify(content)).toContain('INTERNAL');
  expect(JSON.stringify(content)).not.toContain('secret');
  expect(logged).toHaveLength(1);
});
