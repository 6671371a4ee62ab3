import { AdminJobResolver } from '../../features/admin/jobs/admin-job.resolver.ts';
import { AdminAuditEventResolver } from '../../features/admin/audit/admin-audit-event.resolver.ts';
import { OperationResolver } from '../../features/admin/operation/operation.resolver.ts';
import { AdminWorkspaceResolver } from '../../features/admin/workspaces/admin-workspace.resolver.ts';
import { SettingsResolver } from '../../features/admin/settings/settings.resolver.ts';
import { SetupResolver } from '../../features/admin/setup/setup.resolver.ts';
import { AdminStatsResolver } from '../../features/admin/stats/admin-stats.resolver.ts';
import { AdminUserResolver } from '../../features/admin/users/admin-user.resolver.ts';
import type { Services } from '../services.ts';

/** Resolvers for administrators of the installation. */
export const adminResolvers = ({
  setup,
  systemStatus,
  adminUsers,
  adminJobs,
  adminStats,
  settings,
  operationFeed,
  queuePauses,
}: Services): readonly object[] => [
  new SetupResolver(setup, systemStatus),
  new AdminUserResolver(adminUsers),
  new AdminWorkspaceResolver(),
  new AdminJobResolver(adminJobs),
  new AdminAuditEventResolver(),
  new AdminStatsResolver(adminStats),
  new SettingsResolver(settings),
  new OperationResolver(operationFeed, queuePauses),
];
