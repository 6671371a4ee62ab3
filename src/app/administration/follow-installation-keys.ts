import type { InstallationKeys } from '../../features/admin/provider-keys/installation-keys.ts';
import type { Log } from '../../kernel/log.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { PubSub } from '../../platform/pubsub/pubsub.ts';

/** Milliseconds. */
const EVERY_MS = 60_000;
const TIMEOUT_MS = 20_000;

interface Followed {
  readonly database: Pick<Database, 'systemScope'>;
  readonly pubsub: PubSub;
}

/**
 * Keeps the keys of the installation in this process: at once, after each change, and every minute. `onLoaded` runs after each change.
 * Resolves with a stop function.
 */
export async function followInstallationKeys(
  { database, pubsub }: Followed,
  keys: InstallationKeys,
  log: Log,
  onLoaded: (scope: Scope) => Promise<void> = () => Promise.resolve(),
): Promise<() => void> {
  const load = (): Promise<void> =>
    keys
      .load(database.systemScope(AbortSignal.timeout(TIMEOUT_MS)))
      .catch((error: unknown) =>
        log.warn({ event: 'provider_keys_not_loaded', err: error }, 'keys of the installation cannot be read; retrying'),
      );
  const reload = async (): Promise<void> => {
    await load();
    await onLoaded(database.systemScope(AbortSignal.timeout(TIMEOUT_MS))).catch((error: unknown) =>
      log.warn({ event: 'voices_not_loaded', err: error }, 'voices of clouds cannot be read; retrying'),
    );
  };
  const stopListening = pubsub.listen('provider_keys', () => void reload());
  const timer = setInterval(() => void load(), EVERY_MS);
  await load();
  return () => {
    stopListening();
    clearInterval(timer);
  };
}
