import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../platform/graphql/types/connection.ts';
import { enumType } from '../../platform/graphql/types/enum.ts';
import { CREDIT_ACCOUNTS, CREDIT_MOVEMENT_KINDS } from './billing.entity.ts';
import type { CreditAccount, CreditMovementKind } from './billing.entity.ts';
import { NodeType } from '../../platform/graphql/types/node.ts';

export const CreditAccountEnum = enumType(
  CREDIT_ACCOUNTS,
  'CreditAccount',
  'An account of the ledger of a workspace. Credits move between the four accounts, which sum to zero.',
  {
    AVAILABLE: 'The account of credits that new jobs can reserve.',
    ISSUED: 'The account from which all credits come. Its balance is never positive.',
    RESERVED: 'The account of credits that are reserved for jobs that have not ended.',
    SPENT: 'The account of credits that completed jobs were charged.',
  },
);
export const CreditMovementKindEnum = enumType(
  CREDIT_MOVEMENT_KINDS,
  'CreditMovementKind',
  'The reason for which credits move between accounts.',
  {
    CHARGE: 'A job completed: the credits that it used were spent, and the rest of its reservation was returned.',
    GRANT: 'Credits were given to the workspace.',
    RELEASE: 'A job failed or was canceled: all credits of its reservation were returned.',
    RESERVATION: 'A job was created: its maximum cost was reserved. A CHARGE or a RELEASE ends the reservation.',
  },
);

@ObjectType('Credits', { description: 'The credits of a workspace.' })
export class CreditsType {
  @Field(() => Int, { description: 'All credits of the workspace: `available` plus `reserved`.' }) balance!: number;
  @Field(() => Int, { description: 'Credits that are reserved for jobs that have not ended.' }) reserved!: number;
  @Field(() => Int, { description: 'Credits that new jobs can reserve.' }) available!: number;
}

@ObjectType('CreditEntry', {
  implements: NodeType,
  description:
    'An entry of the ledger, which is never changed. A movement of credits has one entry for each account that it touches; they sum to zero.',
})
class CreditEntryType implements NodeType {
  id!: string;
  @Field(() => ID, { description: 'The id of the movement of credits. All entries of one movement have the same.' }) movementId!: string;
  @Field(() => CreditMovementKindEnum, { description: 'The reason for which the credits moved.' }) kind!: CreditMovementKind;
  @Field(() => CreditAccountEnum, { description: 'The account whose balance the entry changes.' }) account!: CreditAccount;
  @Field(() => Int, { description: 'The amount in credits: positive when the account received them, negative when it gave them.' })
  amount!: number;
  @Field(() => ID, { nullable: true, description: 'The id of the job for which the credits moved. Null for movements of the kind GRANT.' })
  jobId!: string | null;
  @Field(() => String, { nullable: true, description: 'The reason for a grant, as a text for people. Null for movements of other kinds.' })
  reason!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the credits moved.' }) createdAt!: Date;
}

export const CreditEntryConnectionType = connectionType('CreditEntry', () => CreditEntryType);
