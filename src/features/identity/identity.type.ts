import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { NodeType } from '../../platform/graphql/types/node.ts';

@ObjectType('User', { implements: NodeType, description: 'A person with an account.' })
export class UserType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The email address of the account.' }) email!: string;
  @Field(() => String, { description: 'The name that other members see.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'The first name of the person. Null when they gave none.' }) firstName!:
    string | null;
  @Field(() => String, { nullable: true, description: 'The last name of the person. Null when they gave none.' }) lastName!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the account was created.' }) createdAt!: Date;
}

@ObjectType('Session', { implements: NodeType, description: 'A sign-in on one device.' })
export class SessionType implements NodeType {
  id!: string;
  @Field(() => String, { nullable: true, description: 'The IP address of the last use. Null when it is unknown.' }) address!: string | null;
  @Field(() => String, { nullable: true, description: 'The User-Agent header of the client. Null when it sent none.' }) userAgent!:
    string | null;
  @Field(() => GraphQLDateTime, { description: 'The time of the sign-in.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'Last sign-in or token refresh; at most 15 minutes old while in use.' })
  lastUsedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'When the session expires unless it is used before.' }) expiresAt!: Date;
}

@ObjectType('AuthPayload', {
  description:
    'The tokens of a sign-in. Send `Authorization: Bearer <accessToken>`; exchange `refreshToken` for new tokens before `expiresAt`.',
})
export class AuthPayloadType {
  @Field(() => String, { description: 'The token to send as `Authorization: Bearer …`. It is valid for 15 minutes.' }) accessToken!: string;
  @Field(() => String, { description: 'The token that `refreshToken` exchanges for new tokens. It works once.' }) refreshToken!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which `accessToken` expires.' }) expiresAt!: Date;
  @Field(() => Int, { description: 'How long `accessToken` is still valid, in seconds.' }) expiresIn!: number;
  @Field(() => GraphQLDateTime, { description: 'The time at which `refreshToken` expires unless it is used before.' })
  refreshExpiresAt!: Date;
}
