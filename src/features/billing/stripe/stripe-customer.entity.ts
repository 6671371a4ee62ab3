import { defineEntity, p } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';

/** A customer in Stripe that a workspace is or was. The rows serialize what is written about the workspace from Stripe's objects. */
export const StripeCustomerEntity = defineEntity({
  name: 'StripeCustomer',
  tableName: 'stripe_customers',
  indexes: [
    { name: 'stripe_customers_of_workspace', properties: ['workspaceId'] },
    {
      name: 'stripe_customers_one_current',
      expression: `create unique index "stripe_customers_one_current" on "stripe_customers" ("workspace_id") where deleted_at is null`,
    },
  ],
  properties: {
    customerId: p.text().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    /** When the customer was deleted in Stripe. The next checkout creates another one; events of this one still arrive. */
    deletedAt: timestamp().nullable(),
    createdAt: timestamp().defaultRaw('now()'),
  },
});
