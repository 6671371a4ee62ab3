import {
  GraphQLEnumType,
  GraphQLError,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import type { GraphQLFieldConfig } from 'graphql';
import { expect, it } from 'vitest';
import { ReelwrightError } from '../../../../src/kernel/errors.ts';
import { compilingExecutor } from '../../../../src/platform/graphql/executor.ts';
import { rootOf } from '../../../../src/platform/graphql/errors/present-error.ts';

const Size = new GraphQLEnumType({ name: 'Size', values: { P480: {}, P720: {} } });
const nothing: GraphQLFieldConfig<unknown, unknown> = { type: new GraphQLNonNull(GraphQLString), resolve: () => null };
const refused: GraphQLFieldConfig<unknown, unknown> = {
  type: GraphQLString,
  resolve: async () => {
    throw new ReelwrightError('NOT_FOUND', 'There is no such thing.');
  },
};
const Thing: GraphQLObjectType = new GraphQLObjectType({
  name: 'Thing',
  fields: () => ({
    id: { type: new GraphQLNonNull(GraphQLInt) },
    nothing,
    refused,
    things: { type: new GraphQLList(new GraphQLNonNull(Thing)), resolve: async () => [{ id: 1 }, { id: 2 }] },
  }),
});
const Given: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Given',
  fields: () => ({
    text: { type: GraphQLString },
    count: { type: GraphQLInt, defaultValue: 3 },
    texts: { type: new GraphQLList(GraphQLString) },
    inner: { type: Given },
  }),
});
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      nothing,
      thing: { type: Thing, resolve: () => ({ id: 7 }) },
      echo: {
        type: GraphQLString,
        args: { size: { type: Size }, many: { type: GraphQLInt }, given: { type: Given } },
        resolve: (_, args) => JSON.stringify(args),
      },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw new GraphQLError('Broken.', { extensions: { code: 'X' } });
        },
      },
    },
  }),
});

const many = (count: number, field: string): string => Array.from({ length: count }, (_, index) => `f${index}: ${field}`).join(' ');

interface Asked {
  readonly what: string;
  readonly query: string;
  readonly operationName?: string;
  readonly variables?: Record<string, unknown>;
}

const echo = 'query ($size: Size = P480, $many: Int) { echo(size: $size, many: $many) }';
const given = 'query ($text: String, $count: Int) { echo(given: { text: $text, inner: { count: $count, texts: [$text] } }) }';
const asked: readonly Asked[] = [
  { what: 'lists in lists', query: '{ thing { id things { id things { __typename id } } } }' },
  { what: 'fragments and aliases', query: '{ thing { a: id ...more ... on Thing { b: id } } } fragment more on Thing { things { id } }' },
  { what: 'what is left out', query: 'query ($no: Boolean = false) { thing { id @include(if: $no) things @skip(if: $no) { id } } }' },
  { what: 'variables', query: echo, variables: { size: 'P720', many: 3 } },
  { what: 'defaults of variables', query: echo },
  { what: 'variables in an object', query: given, variables: { text: 'a', count: null } },
  { what: 'variables that an object lacks', query: given },
  {
    what: 'a variable that an object of a fragment lacks',
    query: `query ($text: String) { ...more } fragment more on Query { echo(given: { text: $text }) }`,
  },
  { what: 'a variable that is not in its enum', query: echo, variables: { size: 'P999' } },
  { what: 'a variable of another type', query: echo, variables: { many: 'x' } },
  { what: 'a number for a text of an enum', query: echo, variables: { size: 1 } },
  { what: 'a variable that is missing', query: 'query ($many: Int!) { echo(many: $many) }' },
  { what: 'one of two operations', query: 'query a { thing { id } } query b { echo }', operationName: 'b' },
  { what: 'an operation that is not there', query: 'query a { thing { id } }', operationName: 'c' },
  { what: 'null where there is none', query: '{ thing { things { id } nothing } }' },
  { what: 'a refusal', query: '{ thing { id refused things { refused } } }' },
  { what: 'many root fields', query: '{ a: echo b: echo thing { id } c: echo d: echo thing { b: id } e: broken f: echo }' },
  {
    what: 'many root fields with a fragment',
    query: '{ a: echo b: echo c: echo d: echo ...e } fragment e on Query { e: echo thing { id } }',
  },
  { what: 'many root fields of which one is null', query: '{ a: echo b: broken c: echo d: echo e: nothing }' },
  { what: 'many root fields and a wrong variable', query: `query ($many: Int!) { ${many(9, 'echo(many: $many)')} }` },
  { what: 'an error of the language', query: '{ broken thing { id } }' },
];

it.each(asked)('answers $what the first time as ever after', async ({ query, operationName, variables }) => {
  const execute = compilingExecutor();
  const document = parse(query);
  const answers = [];
  for (let time = 1; time <= 3; time += 1) {
    const { data, errors } = await execute({ schema, document, operationName, variableValues: variables });
    const shown = errors?.map((error) => {
      // What comes after us adds codes.
      error.extensions['seen'] = true;
      return { ...error.toJSON(), isError: error instanceof GraphQLError, root: rootOf(error) === error || String(rootOf(error)) };
    });
    answers.push({ data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)), errors: shown });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

it('serves others while it begins many root fields, and answers in their order', async () => {
  let turn = 0;
  const at: GraphQLFieldConfig<unknown, unknown> = { type: GraphQLInt, resolve: () => turn };
  const turns = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { at } }) });
  const next = (): unknown => (turn += 1) < 1_000 && setImmediate(next);
  setImmediate(next);
  const { data } = await compilingExecutor()({ schema: turns, document: parse(`{ ${many(12, 'at')} }`) });
  expect(Object.keys(data ?? {})).toEqual(Array.from({ length: 12 }, (_, index) => `f${index}`));
  const begun = Object.values(data ?? {});
  expect(new Set(begun.slice(0, 4)).size).toBe(1);
  expect(new Set(begun).size).toBe(3);
});

it('calls a field of an event with the event, as graphql-js does', async () => {
  const Event = new GraphQLObjectType({ name: 'Event', fields: { number: { type: GraphQLInt } } });
  const streams = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { echo: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { events: { type: Event, resolve: (event) => event } } }),
  });
  const execute = compilingExecutor();
  const document = parse('subscription { events { number } }');
  for (let number = 1; number <= 3; number += 1) {
    expect(await execute({ schema: streams, document, rootValue: { number } })).toEqual({ data: { events: { number } } });
  }
});
