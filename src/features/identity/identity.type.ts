import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { NodeType } from '../../platform/graphql/types/node.ts';

@ObjectType('User', { implements: NodeType, description: 'A person with an account.' })
export class UserType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The email address of the account.' }) email!: string;
  @Field(() => String, { description: 'The name that other members of a workspace see.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'The first name of the person. Null when they have not given one.' }) firstName!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The last name of the person. Null when they have not given one.' }) lastName!:
    string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the account was created.' }) createdAt!: Date;
}

@ObjectType('Session', { implements: NodeType, description: 'A sign-in on one device.' })
export class SessionType implements NodeType {
  id!: string;
  @Field(() => String, { nullable: true, description: 'The IP address of the last use of the session. Null when it is unknown.' })
  address!: string | null;
  @Field(() => String, { nullable: true, description: 'The header User-Agent of the client that signed in. Null when it sent none.' })
  userAgent!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time of the sign-in.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, {
    description: 'The time of the sign-in or of the last token refresh. While the session is in use, it is at most 15 minutes ago.',
  })
  lastUsedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the session expires unless it is used before.' }) expiresAt!: Date;
}

@ObjectType('AuthPayload', {
  description:
    'The tokens of a session. Send `accessToken` in the header Authorization, and exchange `refreshToken` for new tokens before `expiresAt`.',
})
export class AuthPayloadType {
  @Field(() => String, { description: 'The token to send in the header `Authorization: Bearer …`. It is valid for 15 minutes.' })
  accessToken!: string;
  @Field(() => String, { description: 'The token that the mutation `refreshToken` exchanges for new tokens. It works once.' })
  refreshToken!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which `accessToken` expires.' }) expiresAt!: Date;
  @Field(() => Int, { description: 'The time for which `accessToken` is still valid, in seconds.' }) expiresIn!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which `refreshToken` expires unless it is used before.' })
  refreshExpiresAt!: Date;
}
