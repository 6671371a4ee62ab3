import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { NodeType } from '../../platform/graphql/node.ts';

@ObjectType('User', { implements: NodeType })
export class UserType implements NodeType {
  id!: string;
  @Field(() => String) email!: string;
  @Field(() => String, { description: 'Display name of the person.' }) name!: string;
  @Field(() => String, { nullable: true }) firstName!: string | null;
  @Field(() => String, { nullable: true }) lastName!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

@ObjectType('Session', { implements: NodeType, description: 'A sign-in on one device.' })
export class SessionType implements NodeType {
  id!: string;
  @Field(() => String, { nullable: true, description: 'IP address of the last use.' }) address!: string | null;
  @Field(() => String, { nullable: true, description: 'The client’s User-Agent header.' }) userAgent!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'Last sign-in or token refresh; at most 15 minutes old while in use.' })
  lastUsedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'When the session expires unless it is used before.' }) expiresAt!: Date;
}

@ObjectType('AuthPayload', {
  description:
    'Tokens of a sign-in. Send `Authorization: Bearer <accessToken>`; exchange `refreshToken` for new tokens before `expiresAt`.',
})
export class AuthPayloadType {
  @Field(() => String) accessToken!: string;
  @Field(() => String) refreshToken!: string;
  @Field(() => GraphQLDateTime) expiresAt!: Date;
  @Field(() => Int, { description: 'Seconds.' }) expiresIn!: number;
  @Field(() => GraphQLDateTime) refreshExpiresAt!: Date;
}
