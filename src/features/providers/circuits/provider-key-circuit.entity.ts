import { defineEntity, p } from '@mikro-orm/core';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** Calls of one kind with a workspace's own key that failed one after the other. A call that succeeds removes the row. */
export const ProviderKeyCircuitEntity = defineEntity({
  name: 'ProviderKeyCircuit',
  tableName: 'provider_key_circuits',
  properties: {
    workspaceId: p.uuid().primary(),
    provider: p.text().primary(),
    kind: p.text().primary(),
    failures: p.integer(),
    /** Code of the last failure, or of the refusal before it. */
    failure: p.text(),
    failedAt: timestamp(),
    /** When a film was last allowed to try the provider again. */
    probedAt: timestamp().nullable(),
  },
});
