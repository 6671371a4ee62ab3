import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { newId } from '../../../../src/kernel/id.ts';
import { describeOperation } from '../../../../src/platform/graphql/ended-operation.ts';

const schema = buildSchema(`
  input Change { workspaceId: ID!, name: String }
  type Query { me: String, workspace(id: ID!): String, jobs(workspaceId: ID!): String }
  type Mutation { update(input: Change!): String }
`);
const ID = newId();
const described = (query: string, variables: Record<string, unknown> = {}, operationName?: string) =>
  describeOperation({ schema, document: parse(query), operationName, variables });

test.each([
  ['query AnyName { me }', 'query', 'me'],
  ['{ a: me b: me }', 'query', 'me'],
  ['{ me jobs(workspaceId: "x") }', 'query', 'several'],
  ['{ ...F } fragment F on Query { ... { me } }', 'query', 'me'],
  ['{ __schema { types { name } } }', 'query', '__schema'],
  ['{ invented }', 'query', 'other'],
])('%s is counted by its root field', (query, type, field) => {
  expect(described(query)).toEqual({ type, field, workspaceId: undefined });
});

test.each([
  ['query ($a: ID!) { workspace(id: $a) }', { a: ID }],
  ['query ($a: ID!) { jobs(workspaceId: $a) }', { a: ID }],
  [`{ jobs(workspaceId: "${ID}") }`, {}],
  ['mutation ($input: Change!) { update(input: $input) }', { input: { workspaceId: ID } }],
  ['mutation ($a: ID!) { update(input: { workspaceId: $a }) }', { a: ID }],
])('the workspace of %s is read from its arguments', (query, variables) => {
  expect(described(query, variables).workspaceId).toBe(ID);
});

test('a workspace that is not an id is not reported', () => {
  expect(described('query ($a: ID!) { workspace(id: $a) }', { a: 'secret words' }).workspaceId).toBeUndefined();
});
