import { ReelwrightError, notConfigured } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { isMissing } from '../../../platform/stripe/stripe-api.ts';
import type { StripeApi } from '../../../platform/stripe/stripe-api.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { createBillingPortal } from './checkout.mutations.ts';
import { findCustomer, markDeleted } from './customers.ts';
import { assertReturnUrl } from '../../../platform/input/return-url.ts';

export interface CreateBillingPortal {
  readonly workspaceId: string;
  readonly returnUrl: string;
}

export class BillingPortalService {
  constructor(
    private readonly settings: BillingSettings,
    private readonly stripe: StripeApi | undefined,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Opens a page on which the workspace's payment methods, invoices and plan are managed. @throws ReelwrightError NOT_CONFIGURED without a
   * key, BAD_USER_INPUT, INVALID_STATE for a workspace that has bought nothing, UNAVAILABLE
   */
  async create(scope: Scope, { workspaceId, returnUrl }: CreateBillingPortal): Promise<{ readonly url: string }> {
    const call = await this.mutations.authorizeCall(scope, { mutation: createBillingPortal, workspaceId, subjectId: workspaceId });
    if (!this.stripe) throw notConfigured('Payments are not available.', ['STRIPE_SECRET_KEY']);
    assertReturnUrl('input.returnUrl', returnUrl, this.settings.returnOrigins);
    const customer = await findCustomer(scope, workspaceId);
    if (customer === undefined) throw nothingBought();
    const { url } = await this.stripe
      .call((client) => client.billingPortal.sessions.create({ customer, return_url: returnUrl }))
      .catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        // It was deleted a moment ago, and its event is on its way.
        await markDeleted(scope, workspaceId, customer);
        throw nothingBought();
      });
    await this.mutations.update(scope, call, async () => undefined);
    return { url };
  }
}

const nothingBought = () => new ReelwrightError('INVALID_STATE', 'The workspace has bought nothing yet. Begin with createCheckout.');
