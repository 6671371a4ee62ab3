import type { Client } from 'pg';
import { compareWithStripe } from '../../features/billing/stripe/reconcile.ts';
import type { Difference, LocalBooks, LocalSubscription } from '../../features/billing/stripe/reconcile.ts';
import type { PlanCredits } from '../../features/billing/stripe/invoice-credits.ts';
import { APPLY } from '../../features/billing/stripe/stripe-event.handler.ts';
import { silentLog } from '../../kernel/log.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import { StartError } from '../../kernel/start-error.ts';
import { openDatabase } from '../../platform/database/database.ts';
import { StripeApi } from '../../platform/stripe/stripe-api.ts';
import type { Config } from '../config.ts';
import { entities } from '../database/entities.ts';

export interface Reconciliation {
  /** What does not add up in the ledger itself, as sentences. */
  readonly faults: readonly string[];
  readonly differences: readonly Difference[];
  /** Objects that could not be applied again, as sentences. */
  readonly failures: readonly string[];
}

/** Balances that differ from their entries, and movements that do not sum to zero. */
const FAULTS = `
  select 'Movement ' || movement_id || ' does not sum to zero.' as fault from credit_entries group by movement_id having sum(amount) <> 0
  union all
  select 'The balance of workspace ' || b.workspace_id || ' is not the sum of its entries.'
  from credit_balances b
  join lateral (
    select
      coalesce(sum(amount) filter (where account = 'ISSUED'), 0) as issued,
      coalesce(sum(amount) filter (where account = 'AVAILABLE'), 0) as available,
      coalesce(sum(amount) filter (where account = 'RESERVED'), 0) as reserved,
      coalesce(sum(amount) filter (where account = 'SPENT'), 0) as spent,
      coalesce(sum(amount) filter (where account = 'OWED'), 0) as owed
    from credit_entries e
    where e.workspace_id = b.workspace_id
  ) e on (b.issued, b.available, b.reserved, b.spent, b.owed) <> (e.issued, e.available, e.reserved, e.spent, e.owed)`;

const MOVEMENTS = `
  select m.source_key as key, abs(e.amount) as credits, coalesce((
    select -sum(f.amount) from credit_movements o join credit_entries f on f.movement_id = o.id and f.account = 'ISSUED'
    where o.id = m.id or o.origin_id = m.id), 0)::int as left
  from credit_movements m join credit_entries e on e.movement_id = m.id and e.account = 'ISSUED'
  where m.source_key is not null and exists (select from workspaces w where w.id = m.workspace_id)`;

const SUBSCRIPTIONS = `
  select stripe_id as id, status, plan, cancel_at_period_end as "cancelAtPeriodEnd", trial_ends_at as "trialEndsAt" from subscriptions`;
const PLANS = 'select name, monthly_credits as "monthlyCredits", trial_credits as "trialCredits" from plans';

const PAYMENTS = `
  select payment, 'invoice:' || stripe_id as key from invoices cross join unnest(payment_intent_ids) payment
  union all
  select payment_intent_id, 'session:' || session_id from checkouts where payment_intent_id is not null`;

/**
 * Compares the ledger with itself and with Stripe. `repair` applies the differing objects of Stripe again, which changes nothing twice.
 * @throws StartError without a key
 */
export async function reconcileBilling(
  client: Pick<Client, 'query'>,
  { billing, databaseUrl: url }: Pick<Config, 'billing' | 'databaseUrl'>,
  { repair = false } = {},
): Promise<Reconciliation> {
  if (!billing.stripe) throw new StartError('STRIPE_SECRET_KEY is required: there is nothing to compare with.');
  const stripe = new StripeApi(billing.stripe);
  const books = await readBooks(client);
  const differences = await stripe.call((api) => compareWithStripe(api, books, billing));
  const failures: string[] = [];
  if (repair && differences.length > 0) {
    const database = await openDatabase({ url, entities, poolSize: 2 });
    const reader = {
      stripe,
      settings: billing,
      // A repair of the books is no news: the payment failed some time ago.
      onPaymentFailed: async () => undefined,
      log: silentLog,
      scopeOf: (_: unknown, id: string) => database.systemScope(NEVER_ABORTED, id),
    };
    try {
      for (const { kind, id } of differences)
        await APPLY[kind](reader, database.systemScope(NEVER_ABORTED), id).catch((error: unknown) => {
          failures.push(`${kind} ${id} could not be applied: ${error instanceof Error ? error.message : String(error)}`);
        });
    } finally {
      await database.close();
    }
  }
  const { rows } = await client.query<{ fault: string }>(FAULTS);
  return { faults: rows.map(({ fault }) => fault), differences, failures };
}

async function readBooks(client: Pick<Client, 'query'>): Promise<LocalBooks> {
  const read = async <Row extends object>(text: string): Promise<Row[]> => (await client.query<Row>(text)).rows;
  const customers = await read<{ customer_id: string; workspace_id: string }>('select customer_id, workspace_id from stripe_customers');
  const checkouts = await read<{ id: string }>('select id from checkouts');
  const invoices = await read<{ id: string; status: string; credits: number }>('select stripe_id as id, status, credits from invoices');
  const subscriptions = await read<LocalSubscription & { id: string }>(SUBSCRIPTIONS);
  const plans = await read<PlanCredits & { name: string }>(PLANS);
  const payments = await read<{ payment: string; key: string }>(PAYMENTS);
  const movements = await read<{ key: string; credits: number; left: number }>(MOVEMENTS);
  return {
    customers: new Map(customers.map((row) => [row.customer_id, row.workspace_id])),
    checkouts: new Set(checkouts.map(({ id }) => id)),
    invoices: new Map(invoices.map((row) => [row.id, row])),
    subscriptions: new Map(subscriptions.map((row) => [row.id, row])),
    plans: new Map(plans.map((row) => [row.name, row])),
    payments: new Map(payments.map((row) => [row.payment, row.key])),
    movements: new Map(movements.map((row) => [row.key, row])),
  };
}
