import { Length, Matches } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { IdempotencyKey } from '../../../platform/graphql/idempotency-key.ts';
import type { CreateApiKey } from './api-key.service.ts';
import { RoleType } from '../workspace/workspace.type.ts';

@ObjectType('ApiKey')
export class ApiKeyType {
  @Field(() => ID) id!: string;
  @Field(() => String) name!: string;
  @Field(() => RoleType, { description: 'The most that it may do; never more than who made it may do now.' }) role!: Role;
  @Field(() => String, { description: 'How the key begins.' }) prefix!: string;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime) expiresAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Up to a minute old; null before the first use.' }) lastUsedAt!: Date | null;
}

@ObjectType('ApiKeyWithSecret')
export class ApiKeyWithSecretType {
  @Field(() => ApiKeyType) apiKey!: ApiKeyType;
  @Field(() => String, { nullable: true, description: 'The key itself, shown once: keep it. Null when an `idempotencyKey` came again.' })
  secret!: string | null;
}

@InputType()
export class CreateApiKeyInput implements CreateApiKey {
  @Field(() => ID) workspaceId!: string;

  @Field(() => String, { description: 'What it is for.' })
  @Length(1, 100, { message: 'A name has 1 to 100 characters.' })
  @Matches(/^\P{Cc}*$/u, { message: 'A name has no control characters.' })
  name!: string;

  @Field(() => RoleType) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'At most 366 days ahead.' }) expiresAt!: Date;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
