import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/connection.ts';
import { enumType } from '../../platform/graphql/enum.ts';
import { CREDIT_ACCOUNTS, CREDIT_MOVEMENT_KINDS } from './billing.entity.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';

export const CreditAccountEnum = enumType(
  CREDIT_ACCOUNTS,
  'CreditAccount',
  'Where credits lie. They come from ISSUED, which is below zero: the four accounts of a workspace sum to zero.',
);
const CreditMovementKindEnum = enumType(
  CREDIT_MOVEMENT_KINDS,
  'CreditMovementKind',
  'A RESERVATION ends in one CHARGE, which gives back what was not used, or in one RELEASE.',
);

@ObjectType('Credits')
export class CreditsType {
  @Field(() => Int, { description: 'What the workspace has: available and reserved.' }) balance!: number;
  @Field(() => Int, { description: 'Set aside for jobs that have not ended.' }) reserved!: number;
  @Field(() => Int, { description: 'What new jobs can take.' }) available!: number;
}

@ObjectType('CreditEntry', {
  description:
    'A line of the ledger, never changed. A movement of credits has one line for each account that it touches; they sum to zero.',
})
class CreditEntryType {
  @Field(() => ID) id!: string;
  @Field(() => ID, { description: 'The same for all lines of one movement.' }) movementId!: string;
  @Field(() => CreditMovementKindEnum) kind!: CreditMovementKind;
  @Field(() => CreditAccountEnum) account!: CreditAccount;
  @Field(() => Int, { description: 'Above zero what the account got, below zero what it gave.' }) amount!: number;
  @Field(() => ID, { nullable: true, description: 'The job that the credits were for; it may be gone.' }) jobId!: string | null;
  @Field(() => String, { nullable: true, description: 'Of a grant.' }) reason!: string | null;
  @Field(() => GraphQLDateTime) createdAt!: Date;
}

export const CreditEntryConnectionType = connectionType('CreditEntry', () => CreditEntryType);
