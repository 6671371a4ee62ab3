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
  'Where credits lie. They come from ISSUED, which is below zero: the four accounts of a workspace sum to zero.',
  {
    AVAILABLE: 'Credits that new jobs can reserve.',
    ISSUED: 'The source of all credits. Its balance is never positive.',
    RESERVED: 'Credits that unfinished jobs have reserved.',
    SPENT: 'Credits that completed jobs were charged.',
  },
);
export const CreditMovementKindEnum = enumType(
  CREDIT_MOVEMENT_KINDS,
  'CreditMovementKind',
  'A RESERVATION ends in one CHARGE, which returns the unused rest, or in one RELEASE.',
  {
    CHARGE: 'A job completed: the used credits were spent and the rest returned.',
    GRANT: 'Credits were given to the workspace.',
    RELEASE: 'A job ended without a charge: its credits were returned.',
    RESERVATION: 'A job was created: its maximum cost was reserved.',
  },
);

@ObjectType('Credits', { description: 'The credits of a workspace.' })
export class CreditsType {
  @Field(() => Int, { description: 'All credits of the workspace: the available and the reserved ones.' }) balance!: number;
  @Field(() => Int, { description: 'Credits that jobs which have not ended have reserved.' }) reserved!: number;
  @Field(() => Int, { description: 'Credits that new jobs can reserve.' }) available!: number;
}

@ObjectType('CreditEntry', {
  implements: NodeType,
  description: 'A ledger line, never changed. A movement has one line per affected account; the lines sum to zero.',
})
class CreditEntryType implements NodeType {
  id!: string;
  @Field(() => ID, { description: 'The id of the movement, which all its entries share.' }) movementId!: string;
  @Field(() => CreditMovementKindEnum, { description: 'Why the credits moved.' }) kind!: CreditMovementKind;
  @Field(() => CreditAccountEnum, { description: 'The account that the entry belongs to.' }) account!: CreditAccount;
  @Field(() => Int, { description: 'Credits; positive for what the account received, negative for what it gave.' }) amount!: number;
  @Field(() => ID, { nullable: true, description: 'The id of the job that the credits were for. Null for a grant.' }) jobId!: string | null;
  @Field(() => String, { nullable: true, description: 'The reason of a grant. Null for other movements.' }) reason!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the credits moved.' }) createdAt!: Date;
}

export const CreditEntryConnectionType = connectionType('CreditEntry', () => CreditEntryType);
