import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { LIMITS, refuseUnfit } from '../../../../src/platform/graphql/limits.ts';

const schema = buildSchema(readFileSync(resolve(import.meta.dirname, '../../../../schema.graphql'), 'utf8'));
const check = (query: string, variables: Record<string, unknown> = {}): void => refuseUnfit(schema, parse(query), undefined, variables);
const refusal = (query: string, variables?: Record<string, unknown>): unknown => {
  try {
    check(query, variables);
    return undefined;
  } catch (error) {
    return error;
  }
};
const tooComplex = { extensions: { code: 'OPERATION_TOO_COMPLEX' } };

describe('the cost of an operation', () => {
  test('counts the fields of a connection as often as items are asked for', () => {
    expect(refusal('{ workspaces(first: 100) { nodes { jobs(first: 100) { nodes { id title } } } } }')).toMatchObject(tooComplex);
    expect(refusal('{ workspaces(first: 10) { nodes { jobs(first: 100) { nodes { id title } } } } }')).toBeUndefined();
  });

  test('counts what variables ask for', () => {
    const query = 'query ($many: Int) { workspaces(first: $many) { nodes { jobs(first: $many) { nodes { id } } } } }';
    expect(refusal(query, { many: 100 })).toMatchObject(tooComplex);
    expect(refusal(query, { many: 5 })).toBeUndefined();
  });

  test('says what was asked and what is allowed', () => {
    const error = refusal('{ workspaces(first: 100) { nodes { jobs(first: 100) { totalCount } } } }');
    expect(String(error)).toContain(`${LIMITS.cost} are allowed`);
  });

  test('refuses fragments that unfold to more fields than can be counted', () => {
    const layers = Array.from({ length: 14 }, (_, layer) => `fragment F${layer} on User { ...F${layer + 1} ...F${layer + 1} }`);
    expect(refusal(`{ me { ...F0 } } ${layers.join(' ')} fragment F14 on User { id }`)).toMatchObject(tooComplex);
  });

  test('leaves variables that do not fit to the executor, which has better words', () => {
    expect(refusal('query ($id: ID!) { job(id: $id) { id } }')).toBeUndefined();
  });
});
