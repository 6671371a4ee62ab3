import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, getNamedType, isInputObjectType, type GraphQLField } from 'graphql';
import { describe, expect, test } from 'vitest';
import { PAGES, printPage } from '../../../scripts/mutation-docs.ts';
import { MUTATIONS } from '../../../src/app/mutation-definitions.ts';
import { ACTIONS } from '../../../src/features/workspaces/workspace/workspace.access.ts';
import { RATE_LIMITS } from '../../../src/platform/ratelimit/rate-limit-settings.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const fields = Object.values(buildSchema(read('schema.graphql')).getMutationType()?.getFields() ?? {});

test('the definitions are the mutations of the schema, each once', () => {
  expect(MUTATIONS.map(({ name }) => name).toSorted()).toEqual(fields.map(({ name }) => name).toSorted());
});

const takesKey = ({ args }: GraphQLField<unknown, unknown>): boolean =>
  args.some(({ name, type }) => {
    const named = getNamedType(type);
    return name === 'idempotencyKey' || (isInputObjectType(named) && 'idempotencyKey' in named.getFields());
  });

test('a mutation takes an idempotency key where its definition says so, and nowhere else', () => {
  const defined = MUTATIONS.filter(({ idempotencyKey }) => idempotencyKey).map(({ name }) => name);
  expect(defined.toSorted()).toEqual(
    fields
      .filter(takesKey)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test('the actions of the definitions are those of the role table', () => {
  const actions = MUTATIONS.flatMap(({ access }) => (typeof access === 'object' ? [access.action] : []));
  expect(actions.filter((action) => !(action in ACTIONS))).toEqual([]);
});

test('.env.example has the rate limits with their defaults and descriptions', () => {
  const lines = read('.env.example').split('\n');
  for (const { variable, default: limit, description } of Object.values(RATE_LIMITS)) {
    const index = lines.indexOf(`${variable}=${limit}`);
    expect({ variable, comment: lines[index - 1] }).toEqual({ variable, comment: `# ${description}` });
  }
});

describe('a page with a table of the mutations', () => {
  test.each(Object.keys(PAGES))('%s is printed from the definitions', async (path) => {
    expect(read(path)).toBe(await printPage(path));
  });
});
