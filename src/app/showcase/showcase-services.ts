import { ShowcaseConsentService } from '../../features/showcase/consents/consent.service.ts';
import { ShowcaseItemService } from '../../features/showcase/items/showcase-item.service.ts';
import { snapshotOf } from '../../features/showcase/showcase-snapshot.ts';
import type { StoredSnapshot } from '../../features/showcase/showcase-snapshot.ts';
import { ShowcaseService } from '../../features/showcase/showcase.service.ts';
import { TrialImageService } from '../../features/showcase/trial-images/trial-image.service.ts';
import { NEVER_ABORTED } from '../../kernel/signals.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import { CachedValue } from '../../platform/public-cache/cached-value.ts';
import type { Config } from '../config.ts';
import type { Platform } from '../platform.ts';

/** Films and pictures that the installation shows to everybody, from the memory of the process. */
export function openShowcase(
  { database, pubsub }: Pick<Platform, 'database' | 'pubsub'>,
  { publicUrl, publicMediaUrl = publicUrl }: Pick<Config, 'publicUrl'> & Partial<Pick<Config, 'publicMediaUrl'>>,
  mutations: Mutations,
) {
  const cached = new CachedValue(pubsub, 'showcase', async () => {
    const [row] = await database
      .systemScope(NEVER_ABORTED)
      .tx((em) => em.execute<{ showcase: StoredSnapshot }[]>('select showcase_snapshot() as showcase'));
    return snapshotOf(row?.showcase ?? { items: [], trialImages: [] });
  });
  const drop = (): void => cached.drop();
  return {
    showcase: new ShowcaseService(cached, publicMediaUrl.replace(/\/+$/, '')),
    showcaseConsents: new ShowcaseConsentService(mutations, drop),
    showcaseItems: new ShowcaseItemService(mutations, drop),
    trialImages: new TrialImageService(mutations, drop),
  };
}
