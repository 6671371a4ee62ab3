import { defineEntity, p } from '@mikro-orm/core';
import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { newId } from '../../../../../src/kernel/id.ts';
import { ById } from '../../../../../src/platform/database/lists/by-id.ts';
import { RowMapper } from '../../../../../src/platform/database/lists/row-mapper.ts';
import { ReadPlanner } from '../../../../../src/platform/graphql/plans/read-planner.ts';

const Person = defineEntity({
  name: 'Person',
  tableName: 'people',
  properties: { id: p.uuid().primary(), name: p.text(), passwordHash: p.text(), emailKey: p.text().hidden(), options: p.json() },
});
const schema = buildSchema(`
  type Query { person(id: ID!): Person }
  type Person { id: ID! name: String! passwordHash: String! emailKey: String! options: String! greeting: String! }
`);
const planner = new ReadPlanner({
  schema,
  roots: new Map([['person', new ById(new RowMapper(Person, { hidden: ['passwordHash'] })).planned]]),
  resolved: new Set(['Person.greeting']),
});
const statementOf = (selection: string): string | undefined =>
  planner.planOf({ schema, document: parse(`{ person(id: "${newId()}") { ${selection} } }`) })?.read.statement.text;

test.each([
  ['that the list hides', 'passwordHash'],
  ['that the entity hides', 'emailKey'],
  ['whose text PostgreSQL writes otherwise', 'options'],
  ['that a method resolves', 'greeting'],
])('a field of the name of a column %s has no plan', (_what, field) => {
  expect(statementOf('id name')).toContain('"people"."name"');
  expect(statementOf(`id ${field}`)).toBeUndefined();
  expect(statementOf(`id name: ${field}`)).toBeUndefined();
});
