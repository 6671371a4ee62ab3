import { defineEntity, p } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** The customer in Stripe that a workspace is. Its row serializes what is written about the workspace from Stripe's objects. */
export const StripeCustomerEntity = defineEntity({
  name: 'StripeCustomer',
  tableName: 'stripe_customers',
  uniques: [{ name: 'stripe_customers_customer_id', properties: ['customerId'] }],
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    customerId: p.text(),
    /** When the customer was deleted in Stripe. The next checkout creates another one. */
    deletedAt: timestamp().nullable(),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
