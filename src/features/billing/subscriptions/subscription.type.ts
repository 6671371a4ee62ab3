import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { enumType } from '../../../platform/graphql/types/enum.ts';
import type { InvoiceRow, SubscriptionRow } from './subscription.entity.ts';
import { INVOICE_STATUSES, SUBSCRIPTION_STATUSES } from './subscription.states.ts';
import type { InvoiceStatus, SubscriptionStatus } from './subscription.states.ts';

const SubscriptionStatusEnum = enumType(SUBSCRIPTION_STATUSES, 'SubscriptionStatus', 'The state of a subscription, as Stripe has it.', {
  ACTIVE: 'The plan is paid.',
  CANCELED: 'The subscription has ended.',
  INCOMPLETE: 'The first payment has not succeeded yet.',
  INCOMPLETE_EXPIRED: 'The first payment did not succeed in time.',
  PAST_DUE: 'A payment failed. Everything can be read, and no new jobs that cost credits start until it is paid.',
  PAUSED: 'The trial has ended without a payment method.',
  TRIALING: 'The trial of the plan runs.',
  UNPAID: 'A payment failed, and Stripe has given up trying. No new jobs that cost credits start until it is paid.',
});
const InvoiceStatusEnum = enumType(INVOICE_STATUSES, 'InvoiceStatus', 'The state of an invoice.', {
  OPEN: 'The invoice has not been paid yet.',
  PAID: 'The invoice is paid.',
  UNCOLLECTIBLE: 'The invoice is not expected to be paid.',
  VOID: 'The invoice is void.',
});

@ObjectType('PlanSubscription', { description: 'The subscription of a workspace to a plan.' })
export class PlanSubscriptionType implements Pick<
  SubscriptionRow,
  'plan' | 'status' | 'currentPeriodEnd' | 'cancelAtPeriodEnd' | 'trialEndsAt'
> {
  @Field(() => String, { nullable: true, description: 'The name of the plan. Null for a price that the installation does not know.' })
  plan!: string | null;
  @Field(() => SubscriptionStatusEnum, { description: 'The state of the subscription.' }) status!: SubscriptionStatus;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The end of the period that is paid. Null when Stripe tells none.' })
  currentPeriodEnd!: Date | null;
  @Field(() => Boolean, { description: 'Whether the subscription ends with the current period.' }) cancelAtPeriodEnd!: boolean;
  @Field(() => GraphQLDateTime, { nullable: true, description: 'The end of the trial, also when it has passed. Null without a trial.' })
  trialEndsAt!: Date | null;
}

@ObjectType('Invoice', { description: 'An invoice of Stripe to a workspace.' })
export class InvoiceType implements Pick<
  InvoiceRow,
  'number' | 'status' | 'amountDue' | 'amountPaid' | 'currency' | 'credits' | 'url' | 'issuedAt'
> {
  @Field(() => String, { nullable: true, description: 'The number of the invoice. Null when Stripe gave it none.' })
  number!: string | null;
  @Field(() => InvoiceStatusEnum, { description: 'The state of the invoice.' }) status!: InvoiceStatus;
  @Field(() => Int, { description: 'The amount to pay, in the smallest unit of the currency, for example cents.' }) amountDue!: number;
  @Field(() => Int, { description: 'The amount that was paid, in the smallest unit of the currency.' }) amountPaid!: number;
  @Field(() => String, { description: 'The currency by ISO 4217 in lower case, for example `eur`.' }) currency!: string;
  @Field(() => Int, { description: 'Credits that the payment granted.' }) credits!: number;
  @Field(() => String, { nullable: true, description: 'The URL of the invoice at Stripe. Null when Stripe has no page for it.' })
  url!: string | null;
  @Field(() => GraphQLDateTime, { description: 'The time at which the invoice was issued.' }) issuedAt!: Date;
}
