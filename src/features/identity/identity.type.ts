import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType('User')
export class UserType {
  @Field(() => ID) id!: string;
  @Field(() => String) email!: string;
  @Field(() => String) name!: string;
  @Field(() => GraphQLDateTime) createdAt!: Date;
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
