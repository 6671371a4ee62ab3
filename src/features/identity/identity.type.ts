import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType('User')
export class UserType {
  @Field(() => ID) id!: string;
  @Field(() => String) email!: string;
  @Field(() => String, { description: 'As others see the person.' }) name!: string;
  @Field(() => String, { nullable: true }) firstName!: string | null;
  @Field(() => String, { nullable: true }) lastName!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

@ObjectType('Session', { description: 'A sign-in on one device.' })
export class SessionType {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true, description: 'IP address of the last use.' }) address!: string | null;
  @Field(() => String, { nullable: true, description: 'As the client says.' }) userAgent!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'Sign-in, or the newest trade of its refresh token: at most 15 minutes behind.' })
  lastUsedAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'When it ends unless it is used before.' }) expiresAt!: Date;
}

@ObjectType('AuthPayload', {
  description: 'Send `Authorization: Bearer <accessToken>`; trade `refreshToken` for new ones before `expiresAt`.',
})
export class AuthPayloadType {
  @Field(() => String) accessToken!: string;
  @Field(() => String) refreshToken!: string;
  @Field(() => GraphQLDateTime) expiresAt!: Date;
  @Field(() => Int, { description: 'Seconds.' }) expiresIn!: number;
  @Field(() => GraphQLDateTime) refreshExpiresAt!: Date;
}
