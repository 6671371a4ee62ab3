import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { IdempotencyKey } from '../../../platform/graphql/types/idempotency-key.ts';
import type { PlanInterval } from '../billing-settings.ts';
import { PlanIntervalEnum } from '../plans/plan.type.ts';
import type { CreateBillingPortal } from './billing-portal.service.ts';
import type { CreateCheckout } from './checkout.service.ts';

const RETURN_URL = 'Its origin must be allowed by the operator (BILLING_RETURN_ORIGINS).';

@ObjectType('Checkout', { description: 'A page of Stripe on which a plan or credits are paid.' })
export class CheckoutType {
  @Field(() => String, { description: 'The URL of the page. It can be opened for 24 hours.' }) url!: string;
}

@ObjectType('BillingPortal', { description: 'A page of Stripe on which payment methods, invoices and the plan are managed.' })
export class BillingPortalType {
  @Field(() => String, { description: 'The URL of the page. It can be opened once, for some minutes.' }) url!: string;
}

@InputType({ description: 'What to buy for a workspace: either a plan or a pack of credits.' })
export class CreateCheckoutInput implements CreateCheckout {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The name of a plan of `plans` that is for sale. When omitted or null, credits are bought.',
  })
  planId?: string | null;
  @Field(() => PlanIntervalEnum, {
    nullable: true,
    description:
      'How often the plan is paid: an interval of `Plan.prices`. When omitted or null, each month. Not accepted with `creditPackId`.',
  })
  interval?: PlanInterval | null;
  @Field(() => String, {
    nullable: true,
    description:
      'The currency of the plan, for example `usd`: one of `Plan.prices`. When omitted or null, the price without a named currency, or else the first one. Not accepted with `creditPackId`.',
  })
  currency?: string | null;
  @Field(() => String, { nullable: true, description: 'The id of a pack of `creditPacks`. When omitted or null, a plan is bought.' })
  creditPackId?: string | null;
  @Field(() => String, {
    description: `The URL to which Stripe sends the buyer after the payment. ${RETURN_URL} Credits arrive with an event of the type CREDITS, which may be later.`,
  })
  successUrl!: string;
  @Field(() => String, { description: `The URL to which Stripe sends a buyer who cancels. ${RETURN_URL}` }) cancelUrl!: string;
  @IdempotencyKey() idempotencyKey?: string | null;
}

@InputType({ description: 'A workspace, and the page to return to from the billing portal.' })
export class CreateBillingPortalInput implements CreateBillingPortal {
  @Field(() => ID, { description: 'The id of the workspace.' }) workspaceId!: string;
  @Field(() => String, { description: `The URL to which Stripe sends the person back. ${RETURN_URL}` }) returnUrl!: string;
}
