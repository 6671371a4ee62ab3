import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import type { Role } from '../../../kernel/role.ts';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import { OneLine } from '../../../platform/graphql/types/one-line.ts';
import type { CreateApiKey } from './api-key.service.ts';
import { RoleType } from '../workspace/workspace.type.ts';
import { NodeType } from '../../../platform/graphql/types/node.ts';

@ObjectType('ApiKey', {
  implements: NodeType,
  description: 'A key with which a program acts in one workspace. The secret itself is shown only when the key is created.',
})
export class ApiKeyType implements NodeType {
  id!: string;
  @Field(() => String, { description: 'The purpose of the key, 1 to 100 characters.' }) name!: string;
  @Field(() => RoleType, { description: 'The maximum role of the key. The key never has a higher role than its creator currently has.' })
  role!: Role;
  @Field(() => String, { description: 'The first characters of the key, by which people recognize it.' }) prefix!: string;
  @Field(() => GraphQLDateTime, { description: 'The time at which the key was created.' }) createdAt!: Date;
  @Field(() => GraphQLDateTime, { description: 'The time at which the key stops working.' }) expiresAt!: Date;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'The time of the last use of the key, accurate to one minute. Null before the first use.',
  })
  lastUsedAt!: Date | null;
}

@ObjectType('ApiKeyWithSecret', { description: 'A new API key and its secret, which is shown only once.' })
export class ApiKeyWithSecretType {
  @Field(() => ApiKeyType, { description: 'The API key as lists show it, without its secret.' }) apiKey!: ApiKeyType;
  @Field(() => String, {
    nullable: true,
    description:
      'The secret to send as `Authorization: Bearer …`. It is shown only once. Null when the call repeats an earlier one with the same `idempotencyKey`.',
  })
  secret!: string | null;
}

@InputType({ description: 'The workspace, purpose, role and expiry of a new API key.' })
export class CreateApiKeyInput implements CreateApiKey {
  @Field(() => ID, { description: 'The id of the workspace that the key acts in.' }) workspaceId!: string;

  @Field(() => String, { description: 'The purpose of the key, 1 to 100 characters.' })
  @OneLine(100)
  name!: string;

  @Field(() => RoleType, { description: 'The maximum role of the key. It must not be above your own.' }) role!: Role;
  @Field(() => GraphQLDateTime, { description: 'The time at which the key stops working, at most 366 days ahead.' }) expiresAt!: Date;

  @IdempotencyKey()
  idempotencyKey?: string | null;
}
