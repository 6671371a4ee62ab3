import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contractDifferences } from '../../support/contract.ts';

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8');

/** What the contract promises and later work brings (a type, a field or an enum value), by what brings it. The list only shrinks. */
const LATER: Readonly<Record<string, readonly string[]>> = {
  projects: ['WorkspaceEventType.COMMENT'],
};

test('the schema keeps the contract', () => {
  const later = new Set(Object.values(LATER).flat());
  expect(contractDifferences(read('test/support/contract.graphql'), read('schema.graphql'), later)).toEqual([]);
});

describe('a schema that strays', () => {
  const CONTRACT = `
    type Query { job(id: ID!): Job  jobs(first: Int = 20): JobConnection! }
    type Mutation { login(input: LoginInput!): Job!   # email (or name) password
    }
    input FilmInput { title: String }
    type Job { id: ID! progress: Float! }
    enum Status { QUEUED DONE }
    type Project { id: ID! }
  `;
  const KEPT = `
    type Query { job(id: ID!, extra: Int): Job  jobs(first: Int = 20): JobConnection! more: Int }
    type Mutation { login(input: LoginInput!): Job! }
    input LoginInput { email: String! password: String! }
    input FilmInput { title: String extra: Int }
    type JobConnection { edges: [ID!]! nodes: [Job!]! pageInfo: ID! totalCount: Int! }
    type Job { id: ID! progress: Float! more: Int }
    enum Status { QUEUED DONE LOST }
  `;
  const strays = (from: string, to: string, ...later: string[]): string[] =>
    contractDifferences(CONTRACT, `${KEPT.replace(from, to)}${from ? '' : to}`, new Set(later.length > 0 ? later : ['Project']));

  test('may add, and may lack a whole type only while it is still to come', () => {
    expect(strays('', '')).toEqual([]);
    expect(strays('', '', 'Job.progress')).toContain('Project is missing, the contract says ObjectTypeDefinition');
    expect(strays('', '', 'Job.progress')).toContain('Project.id is missing, the contract says ID!');
    expect(strays('', 'type Project { id: ID! }', 'Project')).toContain('Project came: take it off the list of what comes later');
  });

  test.each([
    ['nullability', 'progress: Float!', 'progress: Float', 'Job.progress is Float, the contract says Float!'],
    ['a field', 'progress: Float!', '', 'Job.progress is missing, the contract says Float!'],
    ['an argument', 'job(id: ID!, extra: Int)', 'job(id: String!)', 'Query.job(id:) is String!, the contract says ID!'],
    ['a default', 'first: Int = 20', 'first: Int = 10', 'Query.jobs(first:) is Int = 10, the contract says Int = 20'],
    ['an enum value', 'DONE', '', 'Status.DONE is missing, the contract says value'],
    ['a new required argument', 'extra: Int)', 'extra: Int!)', 'Query.job(extra:) must be given (Int!) and is not in the contract'],
    ['a new required input field', 'extra: Int }', 'extra: Int! }', 'FilmInput.extra must be given (Int!) and is not in the contract'],
    ['an input named in a comment', 'password: String!', '', 'LoginInput.password is missing, the contract names it'],
    ['a connection', 'totalCount: Int!', '', 'JobConnection.totalCount is missing, the contract names it'],
    [
      'the kind of a type',
      'enum Status { QUEUED DONE LOST }',
      'scalar Status',
      'Status is ScalarTypeDefinition, the contract says EnumTypeDefinition',
    ],
  ])('is caught: %s', (_what, from, to, line) => expect(strays(from, to)).toContain(line));

  test('is excused for what comes later', () => expect(strays('progress: Float!', '', 'Job.progress', 'Project')).toEqual([]));

  test('is not excused for what came, or was never promised', () =>
    expect(strays('', '', 'Job.progress', 'Job.colour', 'Project')).toEqual([
      'Job.progress came: take it off the list of what comes later',
      'Job.colour comes later, but the contract knows no such thing',
    ]));
});
