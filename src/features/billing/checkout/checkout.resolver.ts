import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Context } from '../../../platform/graphql/context.ts';
import type { BillingPortalService } from './billing-portal.service.ts';
import type { CheckoutService } from './checkout.service.ts';
import { BillingPortalType, CheckoutType, CreateBillingPortalInput, CreateCheckoutInput } from './checkout.type.ts';

@Resolver()
export class CheckoutResolver {
  readonly #checkouts: CheckoutService;
  readonly #portals: BillingPortalService;

  constructor(checkouts: CheckoutService, portals: BillingPortalService) {
    this.#checkouts = checkouts;
    this.#portals = portals;
  }

  @Mutation(() => CheckoutType, {
    description:
      'Creates a page of Stripe on which a plan or credits are paid. What is bought arrives when Stripe reports the payment. A new checkout of a plan replaces an open one. Requires the role ADMIN and a verified email address; API keys are refused. Fails with NOT_CONFIGURED where nothing is sold.',
  })
  createCheckout(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateCheckoutInput) input: CreateCheckoutInput,
  ): Promise<{ readonly url: string }> {
    return this.#checkouts.create(scope, input);
  }

  @Mutation(() => BillingPortalType, {
    description:
      'Creates a page of Stripe on which payment methods, invoices and the plan of a workspace are managed. Requires the role ADMIN; API keys are refused. Fails with NOT_CONFIGURED where nothing is sold.',
  })
  createBillingPortal(
    @Ctx() { scope }: Context,
    @Arg('input', () => CreateBillingPortalInput) input: CreateBillingPortalInput,
  ): Promise<{ readonly url: string }> {
    return this.#portals.create(scope, input);
  }
}
