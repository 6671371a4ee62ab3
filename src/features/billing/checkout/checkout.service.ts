import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, notConfigured } from '../../../kernel/errors.ts';
import { currentUser } from '../../../kernel/actor.ts';
import { lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { StripeApi } from '../../../platform/stripe/stripe-api.ts';
import { isMissing, isRefused, isServerError } from '../../../platform/stripe/stripe-api.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { BillingSettings } from '../billing-settings.ts';
import { PlanEntity, WorkspacePlanEntity } from '../plans/plan.entity.ts';
import { SubscriptionEntity } from '../subscriptions/subscription.entity.ts';
import { assertNoPlan } from '../subscriptions/live-subscription.ts';
import { CheckoutEntity } from './checkout.entity.ts';
import type { CheckoutRow } from './checkout.entity.ts';
import { createCheckout } from './checkout.mutations.ts';
import { findOrCreateCustomer, markDeleted } from './customers.ts';
import { assertReturnUrl } from '../../../platform/input/return-url.ts';
import { expireSession, openSession } from './stripe-sessions.ts';
import { subjectOf } from './subject.ts';
import type { Wanted } from './subject.ts';

export interface CreateCheckout extends Wanted {
  readonly workspaceId: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly idempotencyKey?: string | null | undefined;
}

/** Sells plans and credits on pages of Stripe. Buying grants nothing by itself: Stripe's events do. */
export class CheckoutService {
  constructor(
    private readonly settings: BillingSettings & { readonly requireVerifiedEmail: boolean },
    private readonly stripe: StripeApi | undefined,
    private readonly mutations: Mutations,
  ) {}

  /**
   * Creates a checkout and returns the URL of its page. A crash before the answer leaves a row without a page: the repeated call opens the
   * same session, by the idempotency key of the row. @throws ReelwrightError NOT_CONFIGURED without a key, BAD_USER_INPUT, INVALID_STATE
   * for a plan beside another one and for what Stripe refuses, CONFLICT when another checkout of a plan has replaced this one, UNAVAILABLE
   */
  async create(scope: Scope, input: CreateCheckout): Promise<{ readonly url: string }> {
    const { workspaceId, successUrl, cancelUrl } = input;
    const call = await this.mutations.authorizeCall(scope, { mutation: createCheckout, workspaceId, input });
    if (!this.stripe) throw notConfigured('Payments are not available.', ['STRIPE_SECRET_KEY']);
    const subject = subjectOf(this.settings, input);
    assertReturnUrl('input.successUrl', successUrl, this.settings.returnOrigins);
    assertReturnUrl('input.cancelUrl', cancelUrl, this.settings.returnOrigins);
    const { userId } = currentUser(scope);
    const id = await this.mutations.create(scope, call, async (em, checkoutId) => {
      if (this.settings.requireVerifiedEmail) await assertVerified(em, userId);
      await lockRow(em, WorkspaceEntity, workspaceId);
      const trialDays = subject.plan === null ? 0 : await preparePlan(em, workspaceId, subject.plan);
      em.create(CheckoutEntity, { id: checkoutId, workspaceId, ...subject, trialDays, successUrl, cancelUrl, createdBy: userId });
      await em.flush();
      return { after: { plan: subject.plan, credits: subject.credits } };
    });
    return { url: await this.#urlOf(scope, this.stripe, id) };
  }

  /** Opens the session of a checkout, or finds it, and returns its URL. */
  async #urlOf(scope: Scope, stripe: StripeApi, id: string): Promise<string> {
    const checkout = await scope.tx((em) => em.findOneOrFail(CheckoutEntity, { id }));
    if (checkout.status === 'REPLACED') throw replaced();
    if (checkout.url != null) return checkout.url;
    const { workspaceId } = checkout;
    if (checkout.plan != null) {
      await expireReplaced(scope, stripe, checkout);
      // Since the checkout was created, one that it replaced may have been paid, or it may have been replaced itself.
      await scope.tx((em) => assertOpen(em, checkout));
    }
    const open = async (): Promise<{ readonly id: string; readonly url: string | null }> => {
      const customerId = await findOrCreateCustomer(scope, stripe, workspaceId);
      return openSession(stripe, checkout, customerId).catch(async (error: unknown) => {
        if (!isMissing(error) || (error as { readonly param?: unknown }).param !== 'customer') throw error;
        await markDeleted(scope, workspaceId, customerId);
        return undefined;
      }) as Promise<{ readonly id: string; readonly url: string | null }>;
    };
    // A customer that was deleted a moment ago is replaced once.
    const session = await open()
      .then(async (opened) => opened ?? (await open()))
      .catch(async (error: unknown) => {
        // Stripe would answer the same to the same key for a day.
        if (isRefused(error)) throw refusalOf(error);
        if (isServerError(error)) await scope.tx((em) => em.nativeUpdate(CheckoutEntity, { id }, { attempt: checkout.attempt + 1 }));
        throw error;
      });
    if (!session?.url) throw new ReelwrightError('UNAVAILABLE', 'Stripe opened no page for the checkout. Try again.');
    const { url } = session;
    const isOpen = await scope.tx(async (em) => {
      await em.nativeUpdate(CheckoutEntity, { id, sessionId: null }, { sessionId: session.id });
      return (await em.nativeUpdate(CheckoutEntity, { id, status: { $ne: 'REPLACED' } }, { url })) === 1;
    });
    if (isOpen) return url;
    await expireSession(stripe, session.id);
    throw replaced();
  }
}

/** Of a price, which only the operator can change, or in the words of Stripe, for example of a customer who pays in another currency. */
function refusalOf(error: unknown): ReelwrightError {
  const { param, message } = error as { readonly param?: unknown; readonly message?: string };
  // The mode follows from what is sold, so that only a price can contradict it.
  const isOfPrice = typeof param === 'string' && (param.startsWith('line_items') || param === 'mode');
  if (isOfPrice) return notConfigured('Stripe refuses this price.', ['STRIPE_PLAN_PRICES', 'STRIPE_CREDIT_PACKS'], { cause: error });
  return new ReelwrightError('INVALID_STATE', `Stripe refuses the checkout: ${message}`, { cause: error });
}

const replaced = () => new ReelwrightError('CONFLICT', 'Another checkout of a plan was created for the workspace. Use that one.');

/** Under the lock of the workspace: checks that the checkout of a plan can be paid. @throws ReelwrightError CONFLICT, INVALID_STATE */
async function assertOpen(em: EntityManager, { id, workspaceId }: CheckoutRow): Promise<void> {
  await lockRow(em, WorkspaceEntity, workspaceId);
  await assertNoPlan(em, workspaceId);
  const { status } = await em.findOneOrFail(CheckoutEntity, { id }, { refresh: true });
  if (status !== 'OPEN') throw replaced();
}

async function assertVerified(em: EntityManager, userId: string): Promise<void> {
  const { emailVerifiedAt } = await em.findOneOrFail(UserEntity, { id: userId });
  if (!emailVerifiedAt) throw new ReelwrightError('INVALID_STATE', 'Verify your email address before you buy: requestEmailVerification.');
}

/** Under the lock of the workspace: checks that it may buy a plan and replaces an open checkout. Returns the days of the trial. */
async function preparePlan(em: EntityManager, workspaceId: string, plan: string): Promise<number> {
  await assertNoPlan(em, workspaceId);
  const current = await em.findOne(WorkspacePlanEntity, { workspaceId });
  if (current?.source === 'OPERATOR')
    throw new ReelwrightError('INVALID_STATE', `The operator has set the plan ${current.plan} for the workspace. Ask them to change it.`);
  await em.nativeUpdate(CheckoutEntity, { workspaceId, plan: { $ne: null }, status: 'OPEN' }, { status: 'REPLACED' });
  // A workspace has one trial.
  if ((await em.count(SubscriptionEntity, { workspaceId, trialEndsAt: { $ne: null } })) > 0) return 0;
  return (await em.findOne(PlanEntity, { name: plan }))?.trialDays ?? 0;
}

/** Expires the sessions that this checkout replaces, so that they cannot be paid too. @throws ReelwrightError INVALID_STATE when one was paid */
async function expireReplaced(scope: Scope, stripe: StripeApi, { workspaceId }: CheckoutRow): Promise<void> {
  const former = await scope.tx((em) =>
    em.find(CheckoutEntity, { workspaceId, plan: { $ne: null }, status: 'REPLACED', sessionId: { $ne: null } }),
  );
  for (const { id, sessionId } of former) {
    const status = await expireSession(stripe, sessionId ?? '');
    if (status === 'complete') throw new ReelwrightError('INVALID_STATE', 'A plan was paid a moment ago. See Workspace.subscription.');
    await scope.tx((em) => em.nativeUpdate(CheckoutEntity, { id, status: 'REPLACED' }, { status: 'EXPIRED' }));
  }
}
