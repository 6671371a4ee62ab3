import type { ProviderKind } from '../../src/platform/catalogue/providers.ts';
import type { Engine, Tenant } from './engine.ts';

/** Gives the workspace a key whose calls of this kind failed long ago, so that one film may try the provider again. */
export async function makeFailingKey(engine: Engine, { workspaceId }: Tenant, provider: string, kind: ProviderKind): Promise<void> {
  await engine.owner(`insert into provider_keys (workspace_id, provider, key, hint) values ($1, $2, 'encrypted', '1234')`, [
    workspaceId,
    provider,
  ]);
  await engine.owner(
    `insert into provider_key_circuits (workspace_id, provider, kind, failures, failure, failed_at)
     values ($1, $2, $3, 5, 'VENDOR_DOWN', now() - interval '1 hour')`,
    [workspaceId, provider, kind],
  );
}
