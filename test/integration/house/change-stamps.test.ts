import { beforeAll, describe, expect, it } from 'vitest';
import { entities } from '../../../src/app/database/entities.ts';
import { newId } from '../../../src/kernel/id.ts';
import { makeTenant, useEngine, request, type Tenant } from '../../support/engine.ts';

/** Rows that no person changes after their creation: logs, the engine's own state, and a person's own account, which nobody else may change. */
const NOT_CHANGED_BY_OTHERS: ReadonlySet<string> = new Set([
  ...['audit_events', 'workspace_events', 'job_events', 'credit_movements', 'credit_entries', 'webhook_deliveries', 'project_versions'],
  ...[
    'jobs',
    // Of people without an account.
    'review_sessions',
    'job_steps',
    'provider_attempts',
    'spend_months',
    'admin_jobs',
    'admin_users',
    'admin_workspaces',
    'admin_audit_events',
    'admin_showcase_items',
    'artifacts',
    'credit_balances',
    // Set by operators, or written from Stripe's objects.
    ...['plans', 'workspace_plans', 'stripe_customers', 'subscriptions', 'invoices'],
    'idempotency_keys',
    'upload_sessions',
    'former_memberships',
  ],
  'asset_uses',
  ...['series_runs', 'series_items', 'batch_rows', 'batch_stats', 'provider_key_circuits'],
  'calendar_feeds',
  // Started and used up by one person.
  'channel_authorizations',
  ...['notifications', 'notification_settings', 'notification_cursors'],
  ...['users', 'sessions', 'refresh_tokens', 'account_tokens', 'second_factors', 'recovery_codes', 'linked_accounts', 'oauth_states'],
  'profile_picture_uploads',
]);
const ENDS = ['deleted', 'revoked', 'ended'] as const;

const changed = entities.map(({ meta }) => meta).filter(({ tableName }) => !NOT_CHANGED_BY_OTHERS.has(tableName));

describe('who changed a row, and when', () => {
  it.each(changed.map(({ tableName, properties }) => [tableName, Object.keys(properties)] as const))(
    'has its columns in %s',
    (_, names) => {
      const wanted = ['createdAt', 'createdBy', 'createdByRole', 'updatedAt', 'updatedBy', 'updatedByRole'];
      const ends = ENDS.flatMap((end) => (names.includes(`${end}At`) ? [`${end}By`, `${end}ByRole`] : []));
      expect([...wanted, ...ends].filter((name) => !names.includes(name))).toEqual([]);
    },
  );
});

const engine = useEngine();
let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant(engine, 'ADMIN');
});

const stampsOf = async (table: string, id: string): Promise<Record<string, unknown>> => {
  const [row] = await engine.owner<Record<string, unknown>>(`select * from ${table} where id = $1`, [id]);
  return row!;
};

it('a person who creates and revokes is recorded with the role at that time', async () => {
  const { workspaceId, actor, userId } = tenant;
  const expiresAt = new Date(Date.now() + 3_600_000);
  const input = { workspaceId, name: 'CI', role: 'VIEWER' as const, expiresAt };
  const { apiKey } = await request(engine, actor, (scope) => engine.apiKeys.create(scope, input));
  expect(await stampsOf('api_keys', apiKey.id)).toMatchObject({
    created_by: userId,
    created_by_role: 'ADMIN',
    updated_at: null,
    revoked_by: null,
  });
  await request(engine, actor, (scope) => engine.apiKeys.revoke(scope, apiKey.id));
  const revoked = await stampsOf('api_keys', apiKey.id);
  expect(revoked).toMatchObject({ updated_by: userId, updated_by_role: 'ADMIN', revoked_by: userId, revoked_by_role: 'ADMIN' });
  expect(revoked['updated_at']).toEqual(expect.any(Date));
});

it('an invitation says who took it back', async () => {
  const { workspaceId, actor, userId } = tenant;
  const { id } = await request(engine, actor, (scope) =>
    engine.invitations.invite(scope, { workspaceId, email: 'b@example.test', role: 'VIEWER' }),
  );
  await request(engine, actor, (scope) => engine.invitations.revoke(scope, id));
  expect(await stampsOf('invitations', id)).toMatchObject({
    status: 'REVOKED',
    ended_at: expect.any(Date) as Date,
    ended_by: userId,
    ended_by_role: 'ADMIN',
    updated_by: userId,
  });
});

it('a restored asset no longer says who deleted it', async () => {
  const { workspaceId, actor, userId } = tenant;
  const id = newId();
  await engine.owner(
    `insert into assets (id, workspace_id, kind, status, name, file_name, content_type, byte_size, storage_key)
     values ($1::uuid, $2, 'IMAGE', 'READY', 'Logo', 'logo.png', 'image/png', 1, $1::text)`,
    [id, workspaceId],
  );
  await request(engine, actor, (scope) => engine.library.delete(scope, id));
  expect(await stampsOf('assets', id)).toMatchObject({ deleted_by: userId, deleted_by_role: 'ADMIN' });
  await request(engine, actor, (scope) => engine.library.restore(scope, id));
  expect(await stampsOf('assets', id)).toMatchObject({ deleted_at: null, deleted_by: null, deleted_by_role: null, updated_by: userId });
});
