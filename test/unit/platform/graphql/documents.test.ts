import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { Documents, traitsOf } from '../../../../src/platform/graphql/documents/documents.ts';

const schema = buildSchema(`
  type Query { nothing: Int }
  type Event { sequence: Int mine: Boolean list(after: String): Int }
  type Subscription { events(id: ID, after: String): Event }`);
const event = schema.getType('Event') as unknown as { getFields(): Record<string, { extensions: object }> };
Object.assign(event.getFields()['mine'] ?? {}, { extensions: { perViewer: true } });

const traits = (text: string) => {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('there is one');
  return traitsOf(schema, document, operation);
};

describe('what two subscriptions must have in common', () => {
  test.each([
    ['the cursor is no part of it', 'subscription ($id: ID, $from: String) { events(id: $id, after: $from) { sequence } }', ['from']],
    ['a cursor that is used elsewhere is', 'subscription ($from: String) { events(after: $from) { list(after: $from) } }', []],
    ['a variable of that name that is no cursor is', 'subscription ($after: ID) { events(id: $after) { sequence } }', []],
    ['an argument of that name deeper down is', 'subscription ($after: String) { events { list(after: $after) } }', []],
  ])('%s', (_, text, cursors) => {
    expect([...traits(text).cursors]).toEqual(cursors);
  });

  test('the person is a part of it where a field says so, also in a fragment', () => {
    expect(traits('subscription { events { sequence } }').perViewer).toBe(false);
    expect(traits('subscription { events { ...Mine } } fragment Mine on Event { mine }').perViewer).toBe(true);
  });
});

test('the documents used last are kept, in bounds', () => {
  const documents = new Documents();
  const document = parse('{ nothing }');
  documents.add('first', document);
  for (let index = 0; index < 499; index += 1) documents.add(`text ${index}`, document);
  expect(documents.get('first')).toBe(document);
  documents.add('one more', document);
  expect(documents.get('first')).toBe(document);
  expect(documents.get('text 0')).toBeUndefined();
  documents.add('long'.repeat(5_000), document);
  expect(documents.get('long'.repeat(5_000))).toBeUndefined();
});
