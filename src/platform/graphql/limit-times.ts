import { GraphQLError } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

const { parseValue, parseLiteral } = GraphQLDateTime;

/**
 * Refuses times outside of the years 1 to 9999 (UTC) wherever an operation takes a time. JavaScript writes others in a form that PostgreSQL
 * rejects, and offsets reach them: 9999-12-31T23:59:59-23:59 is in the year 10000. The scalar is the library's own object, which all types
 * name; calling this again changes nothing.
 */
export function limitTimes(): void {
  Object.assign(GraphQLDateTime, {
    parseValue: (value: unknown) => within(parseValue(value)),
    parseLiteral: (...args: Parameters<typeof parseLiteral>) => within(parseLiteral(...args)),
  } satisfies Partial<typeof GraphQLDateTime>);
}

function within(time: Date): Date {
  const year = time.getUTCFullYear();
  if (year < 1 || year > 9_999) throw new GraphQLError('DateTime must be in the years 1 to 9999 (UTC).');
  return time;
}
