import type { SetupService } from '../features/admin/setup/setup.service.ts';
import type { Log } from '../kernel/log.ts';
import type { Scope } from '../platform/database/scope.ts';
import type { Storage } from '../platform/storage/storage.ts';
import { failureReason } from './health/failure-reason.ts';
import { fetchBack } from './health/public-storage.ts';
import type { Config } from './config.ts';

/** Warns of missing mail settings, which do not prevent a start but leave users without emails. */
export function warnOfMail({ production, mail }: Pick<Config, 'production' | 'mail'>, log: Log): void {
  if (!production || mail.smtpUrl !== undefined) return;
  log.warn(
    { event: 'mail_not_sent' },
    'SMTP_URL is not set: emails (verification, password reset, invitations) are written to DATA_DIR/mail and never sent.',
  );
}

/** Logs the link that appoints the first administrator, while there was none. The token of an operator is not repeated. Never rejects. */
export async function announceSetup(
  setup: SetupService,
  scope: Scope,
  { publicUrl, setupToken }: Pick<Config, 'publicUrl' | 'setupToken'>,
  log: Log,
): Promise<void> {
  try {
    const offered = await setup.offer(scope);
    if (offered === undefined) return;
    const link = setupToken === undefined ? `${publicUrl}/setup#token=${offered}` : `${publicUrl}/setup`;
    log.info({ event: 'setup_open', link }, 'this installation has no administrator yet; open the link to become the first one');
  } catch (error) {
    log.warn({ event: 'setup_offer_failed', err: error }, 'failed to offer the set-up; it is offered again at the next start');
  }
}

/**
 * Tests the store as browsers use it, with a download by S3_PUBLIC_ENDPOINT and an upload with its key, and warns of failures. Never
 * rejects.
 */
export async function warnOfStore(storage: Storage, { storage: { publicEndpoint } }: Pick<Config, 'storage'>, log: Log): Promise<void> {
  await Promise.all([
    fetchBack(storage).catch((error: unknown) =>
      log.warn(
        { event: 'public_store_unreachable', publicEndpoint, reason: failureReason(error) },
        'S3_PUBLIC_ENDPOINT does not give back what was stored, as seen from this machine: downloads and uploads of browsers may fail.',
      ),
    ),
    storage.uploads
      .ready()
      .catch((error: unknown) =>
        log.warn(
          { event: 'uploads_not_ready', reason: failureReason(error) },
          'Uploads are refused until the object store is set up for them.',
        ),
      ),
  ]);
}
