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
  'An account of the ledger of a workspace. Credits move between the five accounts, which sum to zero.',
  {
    AVAILABLE: 'The account of credits that new jobs can reserve.',
    ISSUED: 'The account from which all credits come. Its balance is never positive.',
    OWED: 'The account of credits that were taken back after they had been spent. Its balance is never positive; the next grants settle it.',
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
    EXPIRY: 'The unused rest of a grant expired.',
    GRANT: 'Credits were given to the workspace. They first settle what it owes.',
    RELEASE: 'A job failed or was canceled: all credits of its reservation were returned.',
    REVOCATION: 'A payment was refunded or disputed: the credits granted for it were taken back, and those that were spent are owed.',
    SETTLEMENT: 'Credits that the workspace owed were taken from available ones, before those could expire.',
    RESERVATION: 'A job was created: its maximum cost was reserved. A CHARGE or a RELEASE ends the reservation.',
  },
);

@ObjectType('Credits', { description: 'The credits of a workspace.' })
export class CreditsType {
  @Field(() => Int, { description: 'All credits of the workspace: `available` plus `reserved`.' }) balance!: number;
  @Field(() => Int, { description: 'Credits that are reserved for jobs that have not ended.' }) reserved!: number;
  @Field(() => Int, { description: 'Credits that new jobs can reserve, without those that the workspace owes.' }) available!: number;
  @Field(() => Int, {
    description:
      'Credits that were taken back after they had been spent, because their payment was refunded or disputed. The next grants settle them.',
  })
  owed!: number;
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
  @Field(() => ID, {
    nullable: true,
    description: 'The id of the job for which the credits moved. Null for movements of the kinds GRANT, EXPIRY, REVOCATION and SETTLEMENT.',
  })
  jobId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The reason for a grant, as a text for people, also on its EXPIRY and REVOCATION. Null for movements of other kinds.',
  })
  reason!: string | null;
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The time at which the unused credits of a grant expire. Null for grants that do not expire, and for movements of other kinds.',
  })
  expiresAt!: Date | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the credits moved.' }) createdAt!: Date;
}

export const CreditEntryConnectionType = connectionType('CreditEntry', () => CreditEntryType);
