import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { breakingChanges, differences, printCommitted } from '../../../scripts/schema-text.ts';

const SDL = printCommitted(buildSchema('type Query { job(id: ID!): Job } type Job { id: ID! title: String }'));

test('types and fields are sorted, so that the text does not depend on the order of resolvers', () => {
  expect(printCommitted(buildSchema('type Job { title: String id: ID! } type Query { job(id: ID!): Job }'))).toBe(SDL);
});

test('the same text has no differences', async () => expect(await differences(SDL, SDL)).toEqual([]));

test('a changed field is named', async () => {
  expect(await differences(SDL, SDL.replace('title: String', 'title: String!'))).toEqual([
    "Field 'Job.title' changed type from 'String' to 'String!'",
  ]);
});

test('a text that differs only in its comments is reported', async () => {
  expect(await differences(`# By hand.\n${SDL}`, SDL)).toEqual(['Only the text differs: order, comments or space.']);
});

test('a removed field breaks clients of the last release, an added one does not', async () => {
  expect(await breakingChanges(SDL, SDL.replace('title: String', 'name: String'))).toEqual([
    "Field 'title' was removed from object type 'Job'",
  ]);
  expect(await breakingChanges(SDL, SDL.replace('title: String', 'title: String\n  name: String'))).toEqual([]);
});

test('what the last release had as deprecated may go, and nothing else', async () => {
  const released = SDL.replace('title: String', 'title: String @deprecated(reason: "Use name.")\n  name: String');
  expect(await breakingChanges(released, SDL.replace('title: String', 'name: String'))).toEqual([]);
  expect(await breakingChanges(released, SDL)).toEqual(["Field 'name' was removed from object type 'Job'"]);
});
