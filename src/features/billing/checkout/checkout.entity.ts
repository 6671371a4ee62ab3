import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** REPLACED: another checkout of a plan was created while it was open. */
const CHECKOUT_STATUSES = ['OPEN', 'COMPLETED', 'EXPIRED', 'REPLACED'] as const;

/** What a member wanted to buy: a plan or a pack of credits. All parameters of its session in Stripe come from the row. */
export const CheckoutEntity = defineEntity({
  name: 'Checkout',
  tableName: 'checkouts',
  uniques: [
    { name: 'checkouts_session_id', properties: ['sessionId'] },
    { name: 'checkouts_payment_intent_id', properties: ['paymentIntentId'] },
  ],
  indexes: [
    {
      name: 'checkouts_one_open_plan',
      expression: `create unique index "checkouts_one_open_plan" on "checkouts" ("workspace_id") where plan is not null and status = 'OPEN'`,
    },
  ],
  checks: [
    { name: 'checkouts_subject_check', expression: '(plan is null) <> (credits is null)' },
    { name: 'checkouts_credits_check', expression: 'credits > 0' },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    plan: p.text().nullable(),
    /** Credits of a pack. */
    credits: p.integer().nullable(),
    priceId: p.text(),
    trialDays: p.integer().default(0),
    successUrl: p.text(),
    cancelUrl: p.text(),
    status: p.enum(CHECKOUT_STATUSES).default('OPEN'),
    sessionId: p.text().nullable(),
    url: p.text().nullable(),
    /** Of a payment; refunds and disputes name it. */
    paymentIntentId: p.text().nullable(),
    /** What was paid, in the smallest unit of the currency. */
    amountTotal: p.integer().nullable(),
    currency: p.text().nullable(),
    /** Number of the read of Stripe's session that the row was written from. */
    readNumber: p.bigint('number').defaultRaw('0'),
    /** Of opening the session: part of the idempotency keys, because Stripe keeps its answer to a key even when it is a 500. */
    attempt: p.integer().default(0),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type CheckoutRow = InferEntity<typeof CheckoutEntity>;
