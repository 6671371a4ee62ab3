import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { CREDIT_ACCOUNTS, CREDIT_MOVEMENT_KINDS } from './billing.entity.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';
import { NodeType } from '../../platform/graphql/node.ts';

export const CreditAccountEnum = enumType(
  CREDIT_ACCOUNTS,
  'CreditAccount',
  'Where credits lie. They come from ISSUED, which is below zero: the four accounts of a workspace sum to zero.',
);
export const CreditMovementKindEnum = enumType(
  CREDIT_MOVEMENT_KINDS,
  'CreditMovementKind',
  'A RESERVATION ends in one CHARGE, which returns the unused rest, or in one RELEASE.',
);

@ObjectType('Credits')
export class CreditsType {
  @Field(() => Int, { description: 'Accounts that belong to the workspace: available and reserved credits.' }) balance!: number;
  @Field(() => Int, { description: 'Set aside for jobs that have not ended.' }) reserved!: number;
  @Field(() => Int, { description: 'Credits that new jobs can use.' }) available!: number;
}

@ObjectType('CreditEntry', {
  implements: NodeType,
  description: 'A ledger line, never changed. A movement has one line per affected account; the lines sum to zero.',
})
class CreditEntryType implements NodeType {
  id!: string;
  @Field(() => ID, { description: 'Id of the movement, shared by all its lines.' }) movementId!: string;
  @Field(() => CreditMovementKindEnum) kind!: CreditMovementKind;
  @Field(() => CreditAccountEnum) account!: CreditAccount;
  @Field(() => Int, { description: 'Credits; positive for what the account received, negative for what it gave.' }) amount!: number;
  @Field(() => ID, { nullable: true, description: 'The job that the credits were for. Null when it was deleted.' }) jobId!: string | null;
  @Field(() => String, { nullable: true, description: 'Reason of a grant.' }) reason!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

export const CreditEntryConnectionType = connectionType('CreditEntry', () => CreditEntryType);
