import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import type { MutationDefinition } from '../../../src/platform/mutation/mutation.ts';
import { RATE_LIMITS } from '../../../src/platform/ratelimit/rate-limits.ts';
import { mutationDefinitions } from '../../support/mutation-definitions.ts';
import { isGuarded, OPERATIONS } from '../../support/operations.ts';

const root = resolve(import.meta.dirname, '../../..');
const definitions = await mutationDefinitions();

const WHO = { SELF: 'the signed-in person', PUBLIC: 'anyone', ADMINISTRATOR: 'an administrator' } as const;

const who = ({ access }: MutationDefinition): string => (typeof access === 'string' ? WHO[access] : `\`${access.action}\``);

function row(definition: MutationDefinition): string {
  const { name, rateLimit, countsFailuresOnly, idempotencyKey, audit } = definition;
  const limit = rateLimit ? `\`${RATE_LIMITS[rateLimit].variable}\`${countsFailuresOnly ? ', failures only' : ''}` : '';
  return `| \`${name}\` | ${who(definition)} | ${limit} | ${idempotencyKey ? 'yes' : ''} | ${audit} |`;
}

const PAGE = `# Mutations

What each mutation requires and records, generated from the definitions in \`src/**/*.mutations.ts\`: \`npx vitest run --project unit -u test/unit/house/mutations.test.ts\` rewrites this page. Actions are those of [roles](../roles.md), limits those of [rate limits](../limits.md#rate-limits).

| mutation | who may call it | rate limit | idempotency key | what the audit log holds |
| --- | --- | --- | --- | --- |
${[...definitions.values()].map(row).join('\n')}
`;

test('every mutation of the schema has a definition, and every definition a mutation', () => {
  const schema = buildSchema(readFileSync(resolve(root, 'schema.graphql'), 'utf8'));
  expect([...definitions.keys()]).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted());
});

test('every mutation that takes an idempotency key says so', () => {
  const schema = buildSchema(readFileSync(resolve(root, 'schema.graphql'), 'utf8'));
  const takesKey = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(({ args }) =>
    args.some(
      ({ name, type }) =>
        name === 'idempotencyKey' || /idempotencyKey/.test(JSON.stringify(schema.getType(String(type).replace('!', ''))?.toConfig() ?? {})),
    ),
  );
  expect([...definitions.values()].filter(({ idempotencyKey }) => idempotencyKey).map(({ name }) => name)).toEqual(
    takesKey.map(({ name }) => name).toSorted(),
  );
});

test.each([...definitions.values()])('$name names the action that the role tests call it with', ({ name, access }) => {
  const operation = OPERATIONS[`Mutation.${name}`];
  const needs = operation && isGuarded(operation) && operation.needs !== 'PERSON' ? operation.needs : undefined;
  expect(typeof access === 'string' ? undefined : access.action).toBe(needs);
});

test('docs/reference/mutations.md shows the definitions', async () => {
  await expect(PAGE).toMatchFileSnapshot(resolve(root, 'docs/reference/mutations.md'));
});
