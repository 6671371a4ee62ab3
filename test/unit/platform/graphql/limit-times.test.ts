import { Kind } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { expect, test } from 'vitest';
import { limitTimes } from '../../../../src/platform/graphql/limit-times.ts';

test('a time that PostgreSQL cannot read is refused, as a variable and in the document', () => {
  limitTimes();
  limitTimes();
  for (const value of ['9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+14:00']) {
    expect(() => GraphQLDateTime.parseValue(value)).toThrow('must be in the years 1 to 9999');
    expect(() => GraphQLDateTime.parseLiteral({ kind: Kind.STRING, value })).toThrow('must be in the years 1 to 9999');
  }
  for (const value of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
    expect(GraphQLDateTime.parseLiteral({ kind: Kind.STRING, value })).toEqual(GraphQLDateTime.parseValue(value));
});
