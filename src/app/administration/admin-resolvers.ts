import { AdminJobResolver } from '../../features/admin/jobs/admin-job.resolver.ts';
import { AdminAuditEventResolver } from '../../features/admin/audit/admin-audit-event.resolver.ts';
import { OperationResolver } from '../../features/admin/operation/operation.resolver.ts';
import { AdminWorkspaceResolver } from '../../features/admin/workspaces/admin-workspace.resolver.ts';
import { InstallationKeyResolver } from '../../features/admin/provider-keys/installation-key.resolver.ts';
import { SettingsResolver } from '../../features/admin/settings/settings.resolver.ts';
import { InstallationSpendResolver } from '../../features/admin/spend/installation-spend.resolver.ts';
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
  adminSpend,
  settings,
  operationFeed,
  queuePauses,
  installationKeyService,
}: Services): readonly object[] => [
  new SetupResolver(setup, systemStatus),
  new AdminUserResolver(adminUsers),
  new AdminWorkspaceResolver(),
  new AdminJobResolver(adminJobs),
  new AdminAuditEventResolver(),
  new AdminStatsResolver(adminStats),
  new InstallationSpendResolver(adminSpend),
  new SettingsResolver(settings),
  new InstallationKeyResolver(installationKeyService),
  new OperationResolver(operationFeed, queuePauses),
];
