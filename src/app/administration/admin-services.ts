import { OperationFeed } from '../../features/admin/operation/operation-feed.ts';
import { QueuePauseService } from '../../features/admin/operation/queue-pause.service.ts';
import { AdminJobService } from '../../features/admin/jobs/admin-job.service.ts';
import { InstallationKeyService } from '../../features/admin/provider-keys/installation-key.service.ts';
import type { InstallationKeys } from '../../features/admin/provider-keys/installation-keys.ts';
import { InstallationSettings } from '../../features/admin/settings/installation-settings.ts';
import { SettingsService } from '../../features/admin/settings/settings.service.ts';
import { InstallationSpendService } from '../../features/admin/spend/installation-spend.service.ts';
import { SetupService } from '../../features/admin/setup/setup.service.ts';
import { SystemStatusService } from '../../features/admin/setup/system-status.service.ts';
import { AdminStatsService } from '../../features/admin/stats/admin-stats.service.ts';
import { AdminUserService } from '../../features/admin/users/admin-user.service.ts';
import { SuspendedWork } from '../../features/admin/users/suspended-work.service.ts';
import type { BatchService } from '../../features/batches/batch.service.ts';
import type { IdentityService } from '../../features/identity/session/identity.service.ts';
import type { JobService } from '../../features/jobs/job/job.service.ts';
import type { Log } from '../../kernel/log.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { LOCALES } from '../../platform/messages/locale.ts';
import { CachedValue } from '../../platform/public-cache/cached-value.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';

interface AdminParts {
  readonly platform: Pick<Platform, 'health' | 'database'>;
  readonly config: Pick<Config, 'setupToken' | 'mail' | 'providers'>;
  readonly mutations: Mutations;
  readonly identity: IdentityService;
  readonly jobs: JobService;
  readonly batches: BatchService;
  readonly settings: InstallationSettings;
  readonly installationKeys: InstallationKeys;
  readonly providerSettings: ProviderSettings;
  readonly log: Log;
}

/** Settings that administrators change; other services read them. */
export function openSettings(
  { database, pubsub }: Pick<Platform, 'database' | 'pubsub'>,
  { registration, signupCredits, environmentSettings: environment = {} }: SettingsConfig,
): InstallationSettings {
  const cached = new CachedValue(pubsub, 'settings', async () => {
    const [row] = await database
      .systemScope(NEVER_ABORTED)
      .tx((em) => em.execute<{ settings: unknown }[]>('select stored_settings() as settings'));
    return row?.settings ?? {};
  });
  return new InstallationSettings({
    environment,
    defaults: { registration, signupCredits, disabledFeatures: [], spendLimit: null, defaultLocale: LOCALES[0] },
    cached,
  });
}

interface SettingsConfig extends Pick<Config, 'registration' | 'signupCredits'> {
  readonly environmentSettings?: Partial<Config['environmentSettings']>;
}

/** Services for administrators of the installation. */
export function openAdministration({
  platform: { health, database },
  config,
  mutations,
  identity,
  jobs,
  batches,
  settings,
  installationKeys: keys,
  providerSettings,
  log,
}: AdminParts) {
  const suspendedWork = new SuspendedWork(jobs, batches, log);
  return {
    setup: new SetupService(identity, mutations, config.setupToken),
    systemStatus: new SystemStatusService(health),
    suspendedWork,
    adminUsers: new AdminUserService(mutations, suspendedWork),
    settings: new SettingsService(settings, mutations),
    installationKeyService: new InstallationKeyService({ keys, mutations, fixed: config.providers, settings: providerSettings, log }),
    adminStats: new AdminStatsService(),
    adminSpend: new InstallationSpendService(settings),
    adminJobs: new AdminJobService(),
    operationFeed: new OperationFeed(database, settings, log),
    queuePauses: new QueuePauseService(mutations),
  };
}
