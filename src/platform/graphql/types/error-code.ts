import { GraphQLEnumType } from 'graphql';
import { ERROR_CODES } from '../../../kernel/errors.ts';

/** Documents `extensions.code` in the schema, so that clients can generate its type. */
export const ErrorCodeType = new GraphQLEnumType({
  name: 'ErrorCode',
  description:
    'Codes that `extensions.code` of an error may have. Decide by the code, never by the message, and expect codes that you do not know.',
  values: Object.fromEntries(Object.entries(ERROR_CODES).map(([code, description]) => [code, { description }])),
});
