import { Length, Matches } from 'class-validator';
import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { IdempotencyKey } from '../../../platform/graphql/idempotency-key.ts';
import type { CreateApiKey } from './api-key.service.ts';
import { RoleType } from '../workspace/workspace.type.ts';
import { NodeType } from '../../../platform/graphql/node.ts';

@ObjectType('ApiKey', { implements: NodeType })
export class ApiKeyType implements NodeType {
  id!: string;
  @Field(() => String) name!: string;
  @Field(() => RoleType, { description: 'Maximum role; effectively never more than the current role of its creator.' }) role!: Role;
  @Field(() => String, { description: 'The key’s first characters.' }) prefix!: string;
  @Field(() => GraphQLDateTime) createdAt!: Date;
  @Field(() => GraphQLDateTime) expiresAt!: Date;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'Last use, up to a minute old. Null before the first use.' })
  lastUsedAt!: Date | null;
}

@ObjectType('ApiKeyWithSecret')
export class ApiKeyWithSecretType {
  @Field(() => ApiKeyType) apiKey!: ApiKeyType;
  @Field(() => String, {
    nullable: true,
    description: 'The key itself, shown once: store it. Null on a replay with the same `idempotencyKey`.',
  })
  secret!: string | null;
}

@InputType()
export class CreateApiKeyInput implements CreateApiKey {
  @Field(() => ID) workspaceId!: string;

  @Field(() => String, { description: 'Purpose of the key.' })
  @Length(1, 100, { message: 'Must have 1 to 100 characters.' })
  @Matches(/^\P{Cc}*$/u, { message: 'Must not contain control characters.' })
  name!: string;

  @Field(() => RoleType) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'Expiry, at most 366 days ahead.' }) expiresAt!: Date;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
