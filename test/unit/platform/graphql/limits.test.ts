import { buildSchema, introspectionFromSchema, getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { LIMITS, assertWithinLimits } from '../../../../src/platform/graphql/limits.ts';
import { readOperation } from '../../../../src/platform/graphql/operation.ts';

const schema = buildSchema(`
  type Query { me: Person, person(id: ID!): Person, say(text: String): String }
  type Person { id: ID!, name: String, friend: Person, friends(first: Int, after: String, last: Int): Friends }
  type Friends { nodes: [Person!]!, totalCount: Int }
  type Mutation { rename(input: Rename!): Person, forget(id: ID!): Boolean }
  input Rename { name: String, inner: Rename }
  type Subscription { told: Person }
`);

/** The codes that an operation is refused with; empty when it may run. */
async function refusals(query: string, variables: Record<string, unknown> = {}, operationName?: string): Promise<unknown[]> {
  const read = await readOperation(schema, { query, variables, operationName }, true);
  return 'document' in read ? [] : read.map(({ extensions }) => extensions['code']);
}

const nested = (levels: number): string => `{ me ${'{ friend '.repeat(levels - 2)}{ name }${' }'.repeat(levels - 2)} }`;
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('the depth of an operation', () => {
  test.each([
    [LIMITS.depth, []],
    [LIMITS.depth + 1, ['OPERATION_TOO_COMPLEX']],
    [200, ['OPERATION_TOO_COMPLEX']],
  ])('%i levels', async (levels, codes) => {
    expect(await refusals(nested(levels))).toEqual(codes);
  });

  test('counts through fragments, inline ones too', async () => {
    const deep = `{ me { ...A } } fragment A on Person { friend { friend { friend { ... on Person { friend { ...B } } } } } }
      fragment B on Person { friend { friend { friend { friend { friend { friend { friend { name } } } } } } } }`;
    expect(await refusals(deep)).toEqual(['OPERATION_TOO_COMPLEX']);
    expect(
      await refusals(deep.replace('friend { friend { friend { friend { friend { friend { friend { name } } } } } } }', 'name')),
    ).toEqual([]);
  });

  test('lets introspection pass, as tools ask it', async () => {
    expect(await refusals(getIntrospectionQuery())).toEqual([]);
    expect(introspectionFromSchema(schema)).toBeDefined();
  });
});

describe('what looks small and is large', () => {
  test.each([
    [
      'fragments that each hold the next one twice',
      (index: number) => `fragment F${index} on Person { ...F${index + 1} ...F${index + 1} }`,
    ],
    ['fragments with a field beside', (index: number) => `fragment F${index} on Person { id ...F${index + 1} name ...F${index + 1} }`],
    [
      'fragments inside of inline ones',
      (index: number) => `fragment F${index} on Person { ... { ... { ...F${index + 1} ...F${index + 1} } } }`,
    ],
  ])('%s are refused at once', async (_what, fragment) => {
    const query = `{ me { ...F0 } } ${times(60, fragment)} fragment F60 on Person { name }`;
    const startedAt = performance.now();
    expect(await refusals(query)).toContain('OPERATION_TOO_COMPLEX');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('the same field again and again, level by level, is refused at once', async () => {
    let fragments = 'fragment F9 on Person { name }';
    for (let level = 8; level >= 0; level -= 1)
      fragments += ` fragment F${level} on Person { ${times(8, () => `friend { ...F${level + 1} }`)} }`;
    const startedAt = performance.now();
    expect(await refusals(`{ me { ...F0 } } ${fragments}`)).toContain('OPERATION_TOO_COMPLEX');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  test('a fragment inside itself is refused and does not run for ever', async () => {
    expect(await refusals('{ me { ...A } } fragment A on Person { friend { ...B } } fragment B on Person { ...A }')).toContain(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  test('more nodes than the counter would count are refused, not free', async () => {
    const query = `{ me { ${times(110, () => '...A')} } } fragment A on Person { ${times(110, () => 'name')} }`;
    expect(new Set(await refusals(query))).toEqual(new Set(['OPERATION_TOO_COMPLEX']));
  });
});

describe('the cost of an operation', () => {
  test.each([
    ['{ me { friends(first: 100) { nodes { friends(first: 40) { nodes { name } } } } } }', {}, ['OPERATION_TOO_COMPLEX']],
    ['{ me { friends(first: 100) { nodes { friends(first: 10) { nodes { name } } } } } }', {}, []],
    ['{ me { friends { nodes { friends { nodes { friends { nodes { name } } } } } } } }', {}, ['OPERATION_TOO_COMPLEX']],
    [
      'query ($n: Int) { me { friends(first: $n) { nodes { friends(last: $n) { nodes { name } } } } } }',
      { n: 100 },
      ['OPERATION_TOO_COMPLEX'],
    ],
    ['query ($n: Int) { me { friends(first: $n) { nodes { friends(last: $n) { nodes { name } } } } } }', { n: 10 }, []],
    ['{ me { friends(first: -1000) { nodes { name } } } }', {}, []],
    ['{ me { friends(first: 2147483647) { nodes { name } } } }', {}, ['OPERATION_TOO_COMPLEX']],
  ])('%s with %j', async (query, variables, codes) => {
    expect(await refusals(query, variables)).toEqual(codes);
  });

  test('of a document that was seen before is counted again when a variable decides it', async () => {
    const document = parse(
      'query ($n: Int, $go: Boolean!) { me { friends(first: $n) { nodes { friends(first: 90) { nodes { id @include(if: $go) } } } } } }',
    );
    const run = (n: number, go: boolean) => () => assertWithinLimits(schema, document, undefined, { n, go });
    expect(run(1, true)).not.toThrow();
    expect(run(100, true)).toThrow('at most 5000');
    expect(run(50, false)).not.toThrow();
    expect(run(50, true)).toThrow('at most 5000');
  });

  test('of a document whose variables decide nothing is the same each time', async () => {
    const document = parse(
      'query ($id: ID!) { person(id: $id) { friends(first: 100) { nodes { friends(first: 90) { nodes { id } } } } } }',
    );
    for (const id of ['1', '2', '3']) expect(() => assertWithinLimits(schema, document, undefined, { id })).toThrow('at most 5000');
  });

  test('is counted although one argument cannot be read', async () => {
    const expensive = 'me { friends(first: 100) { nodes { friends(first: 100) { nodes { name } } } } }';
    // Valid as a document; at run time it would be an error of this one field, and the others would run.
    const query = `query ($id: ID = "x") { ${expensive} person(id: $id) { name } }`;
    expect(await refusals(query, { id: null })).toEqual(['BAD_USER_INPUT']);
    expect(await refusals(query, {})).toEqual(['OPERATION_TOO_COMPLEX']);
  });

  test('leaves variables that do not fit to the executor', async () => {
    expect(await refusals('query ($n: Int) { me { friends(first: $n) { totalCount } } }', { n: 'many' })).toEqual([]);
  });
});

/** Each has the next one and its own depth of one. */
const fragmentsOf = (count: number): string =>
  times(count, (index) => `fragment F${index} on Person { ${index % 2 ? 'id' : 'name'} ${index + 1 < count ? `...F${index + 1}` : ''} }`);

describe('counted things', () => {
  test.each([
    ['aliases', (count: number) => `{ ${times(count, (index) => `a${index}: me { id }`)} }`, LIMITS.aliases],
    ['aliases of __typename', (count: number) => `{ ${times(count, (index) => `a${index}: __typename`)} }`, LIMITS.aliases],
    ['directives', (count: number) => `{ me { ${times(count, () => 'name @include(if: true)')} } }`, LIMITS.directives],
    ['selections of one place', (count: number) => `{ ${times(count, () => 'me { id }')} }`, LIMITS.repeats],
    ['selections of one place below others', (count: number) => `{ me { id } me { ${times(count - 1, () => 'id')} } }`, LIMITS.repeats],
    [
      'selections in fragments',
      (count: number) => `{ me { ...A ${times(count - 1, () => 'id')} } } fragment A on Person { ... { id } }`,
      LIMITS.repeats,
    ],
    ['fragments', (count: number) => `{ me { ...F0 } } ${fragmentsOf(count)}`, LIMITS.fragments],
  ])('%s', async (_what, query, limit) => {
    expect(await refusals(query(limit))).toEqual([]);
    expect(await refusals(query(limit + 1))).toEqual(['OPERATION_TOO_COMPLEX']);
  });

  test('selections of one place in a fragment that nothing uses', async () => {
    const unused = (count: number): string => `{ me { id } } fragment Unused on Query { ${times(count, () => 'me { id }')} }`;
    expect(await refusals(unused(LIMITS.repeats))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await refusals(unused(LIMITS.repeats + 1))).toContain('OPERATION_TOO_COMPLEX');
  });

  test('tokens', async () => {
    expect(await refusals(`{ ${times(LIMITS.tokens - 3, () => '__typename')} }`)).not.toContain('GRAPHQL_PARSE_FAILED');
    expect(await refusals(`{ ${times(LIMITS.tokens, () => '__typename')} }`)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await refusals(`{ say(text: ${'['.repeat(3_900)}`)).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await refusals('{'.repeat(3_900))).toEqual(['GRAPHQL_PARSE_FAILED']);
  });

  test('levels of variables', async () => {
    const query = 'mutation ($input: Rename!) { rename(input: $input) { name } }';
    const deep = (levels: number): object => (levels === 0 ? { name: 'x' } : { inner: deep(levels - 1) });
    expect(await refusals(query, { input: deep(LIMITS.variableDepth - 1) })).toEqual([]);
    expect(await refusals(query, { input: deep(LIMITS.variableDepth) })).toEqual(['OPERATION_TOO_COMPLEX']);
    const bottomless = JSON.parse(`${'['.repeat(400_000)}${']'.repeat(400_000)}`) as unknown;
    expect(await refusals(query, { input: { name: bottomless } })).toEqual(['OPERATION_TOO_COMPLEX']);
  });
});

describe('a mutation', () => {
  test.each([
    ['mutation { rename(input: {}) { name } }', []],
    ['mutation { a: forget(id: 1) b: forget(id: 2) }', ['GRAPHQL_VALIDATION_FAILED']],
    ['mutation { ...M } fragment M on Mutation { forget(id: 1) }', ['GRAPHQL_VALIDATION_FAILED']],
    ['mutation { ... { forget(id: 1) } }', ['GRAPHQL_VALIDATION_FAILED']],
    ['mutation { forget(id: 1) __typename }', ['GRAPHQL_VALIDATION_FAILED']],
    ['query { me { id } say }', []],
  ])('%s', async (query, codes) => {
    expect(await refusals(query)).toEqual(codes);
  });
});

describe('text that cannot be stored', () => {
  test.each([
    ['NUL in the document', '{ say(text: "a\\u0000b") }', {}],
    ['half a pair in the document', '{ say(text: "\\uD800") }', {}],
    ['NUL in a variable', 'query ($text: String) { say(text: $text) }', { text: 'a\0b' }],
    [
      'half a pair deep in variables',
      'mutation ($input: Rename!) { rename(input: $input) { id } }',
      { input: { inner: { name: '\uDC00' } } },
    ],
  ])('%s', async (_what, query, variables) => {
    expect((await refusals(query, variables))[0]).toBeOneOf(['BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED']);
  });

  test('says where it is', async () => {
    const read = await readOperation(schema, { query: 'query ($text: String) { say(text: $text) }', variables: { text: '\0' } }, true);
    expect('document' in read ? [] : read.map(({ extensions }) => extensions)).toMatchObject([{ code: 'BAD_USER_INPUT', path: 'text' }]);
    expect(await refusals('query ($text: String) { say(text: $text) }', { text: '😀 % {} ; -- \n\t' })).toEqual([]);
  });
});

test('one of several operations has to be named', async () => {
  const query = 'query A { me { id } } query B { say }';
  expect(await refusals(query)).toEqual(['BAD_USER_INPUT']);
  expect(await refusals(query, {}, 'C')).toEqual(['BAD_USER_INPUT']);
  expect(await refusals(query, {}, 'B')).toEqual([]);
});
