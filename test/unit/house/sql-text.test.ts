import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';

/**
 * Statements written as SQL text, at most, by folder of `src`. A plain create, change or delete goes through the unit of work instead
 * (docs/data-access.md); lower the number when you remove a statement.
 */
const MAX_COUNTS: Readonly<Record<string, number>> = {
  app: 1,
  'app/administration': 1,
  'app/database': 8,
  'app/maintenance': 8,
  'app/metrics': 1,
  'features/admin/operation': 2,
  'features/admin/provider-keys': 4,
  'features/admin/settings': 2,
  'features/admin/spend': 1,
  'features/admin/setup': 5,
  'features/admin/stats': 2,
  'features/admin/users': 3,
  'features/assets/ingest': 1,
  'features/assets/library': 3,
  'features/assets/sharing': 1,
  'features/assets/uploads': 3,
  'features/batches': 3,
  'features/billing': 9,
  'features/billing/spend': 4,
  'features/billing/stripe': 6,
  'features/identity/account': 3,
  'features/identity/password': 3,
  'features/identity/session': 4,
  'features/identity/sso': 3,
  'features/identity/totp': 2,
  'features/jobs/calls': 1,
  'features/jobs/job': 11,
  'features/jobs/scheduling': 1,
  'features/jobs/steps': 16,
  'features/notifications': 2,
  'features/notifications/delivery': 1,
  'features/notifications/events': 2,
  'features/projects/project': 1,
  'features/providers/circuits': 3,
  'features/providers/keys': 1,
  'features/providers/lists': 4,
  'features/publishing/channels': 3,
  'features/publishing/publications': 3,
  'features/publishing/quotas': 5,
  'features/publishing/targets/youtube': 1,
  'features/publishing/series': 3,
  'features/publishing/series/times': 1,
  'features/publishing/series/runs': 1,
  'features/reports/stats': 2,
  'features/scheduling': 4,
  'app/showcase': 1,
  'features/showcase': 2,
  'features/webhooks/deliveries': 4,
  'features/workspaces/api-keys': 1,
  'features/workspaces/events': 2,
  'features/workspaces/invitations': 2,
  'features/workspaces/members': 1,
  'features/workspaces/workspace': 5,
  'platform/artifacts': 2,
  'platform/database': 7,
  'platform/database/reads': 1,
  'platform/database/lists': 2,
  'platform/queue': 2,
  'platform/ratelimit': 2,
};

/** Of the entity manager or of Kysely's `sql`: a call with an argument, unlike the `execute()` of a typed query. */
const STATEMENT = /\.execute(<[^(]*>)?\(\s*[^)\s]/g;

const statements = (source: string): number => source.match(STATEMENT)?.length ?? 0;

it('no folder has more statements as SQL text than before', () => {
  const counts: Record<string, number> = {};
  for (const file of globSync('src/**/*.ts')) {
    const folder = dirname(file).slice('src/'.length);
    counts[folder] = (counts[folder] ?? 0) + statements(readFileSync(file, 'utf8'));
  }
  expect(Object.entries(counts).filter(([folder, count]) => count > (MAX_COUNTS[folder] ?? 0))).toEqual([]);
});

it('counts text, and neither typed queries nor functions of that name', () => {
  expect(statements(`em.execute('select 1'); await em.execute<{ a: 1 }[]>(\n  'select 1')`)).toBe(2);
  expect(statements(`em.getKysely().selectFrom('jobs').execute(); execute(schema)`)).toBe(0);
});
