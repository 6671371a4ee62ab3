import { LockMode } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import type Stripe from 'stripe';
import type { Log } from '../../../kernel/log.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { StripeApi } from '../../../platform/stripe/stripe-api.ts';
import { StripeCustomerEntity } from './stripe-customer.entity.ts';

/** What the code that applies Stripe's objects needs. Its scopes act for the whole installation, or for one workspace. */
export interface StripeReader {
  readonly stripe: StripeApi;
  readonly log: Log;
  /** The scope of the engine for one workspace. */
  readonly scopeOf: (scope: Scope, workspaceId: string) => Scope;
}

/** An object of Stripe, and the number of its read. */
export interface NumberedRead<T> {
  readonly object: T;
  readonly readNumber: number;
}

/**
 * Reads an object of Stripe. The number is drawn before: of two reads, the one with the higher number is not older. So a row that was
 * written from a higher number is left alone, and the last event of an object always leaves its newest state.
 */
export async function readNumbered<T>(
  { stripe }: Pick<StripeReader, 'stripe'>,
  scope: Scope,
  read: (stripe: Stripe) => Promise<T>,
): Promise<NumberedRead<T>> {
  const [drawn] = await scope.tx((em) => em.execute<{ number: string }[]>(`select nextval('stripe_reads') as number`));
  return { readNumber: Number(drawn?.number), object: await stripe.call(read) };
}

/** The workspace that is this customer; undefined for customers of others, as one account of Stripe may serve several programs. */
export async function workspaceOfCustomer(scope: Scope, customer: string | { readonly id: string } | null): Promise<string | undefined> {
  const customerId = idOf(customer);
  if (customerId === null) return undefined;
  const [found] = await scope.tx((em) =>
    em.execute<{ workspace_id: string | null }[]>('select find_stripe_customer(?) as workspace_id', [customerId]),
  );
  return found?.workspace_id ?? undefined;
}

/** Serializes what is written about a workspace from Stripe's objects, until the transaction ends: its first customer is always there. */
export const lockCustomer = async (em: EntityManager, workspaceId: string): Promise<void> =>
  void (await em.find(StripeCustomerEntity, { workspaceId }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { createdAt: 'asc' } }));

/** The id of a reference, which Stripe expands where it was asked to. */
export const idOf = (reference: string | { readonly id: string } | null | undefined): string | null =>
  typeof reference === 'string' ? reference : (reference?.id ?? null);

/** A time of Stripe, in seconds. */
export const dateOf = (seconds: number): Date => new Date(seconds * 1_000);
export const dateOrNull = (seconds: number | null | undefined): Date | null => (seconds == null ? null : dateOf(seconds));
