import { loadBatched } from '../../../platform/database/lists/load-batched.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ReelwrightError, assertQuota, notFound } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/id.ts';
import { loadRow, lockRow } from '../../../platform/database/rows.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ShowcaseConsentEntity } from '../showcase.entity.ts';
import type { ShowcaseConsentRow } from '../showcase.entity.ts';
import { giveShowcaseConsent, withdrawShowcaseConsent } from './consent.mutations.ts';

/** Maximum files of a workspace that have consent at the same time. */
const MAX_CONSENTS = 100;
const SHOWN_KINDS: readonly string[] = ['VIDEO', 'IMAGE'];

/** Whether the installation may show files of a workspace to everybody. */
export class ShowcaseConsentService {
  constructor(
    private readonly mutations: Mutations,
    /** Drops what this process remembers of the showcase. */
    private readonly drop: () => void,
  ) {}

  /** Consents of a workspace that are not withdrawn, newest first. @throws ReelwrightError NOT_FOUND, FORBIDDEN for a lower role */
  async list(scope: Scope, workspaceId: string): Promise<readonly ShowcaseConsentRow[]> {
    authorize(scope, workspaceId, 'MANAGE_SHOWCASE_CONSENT');
    const consents = await loadBatched(scope, { owner: this, question: 'consents', id: workspaceId }, async (em, ids) =>
      Map.groupBy(
        await em.find(ShowcaseConsentEntity, { workspaceId: [...ids], revokedAt: null }, { orderBy: { id: 'desc' } }),
        (consent) => consent.workspaceId,
      ),
    );
    return consents ?? [];
  }

  /**
   * Lets administrators show a film or a picture. Idempotent; after a withdrawal, what showed the file shows it again. @throws
   * ReelwrightError INVALID_STATE unless the file is READY, a film or picture, and readable by every member; QUOTA_EXCEEDED
   */
  async give(scope: Scope, assetId: string): Promise<ShowcaseConsentRow> {
    const { workspaceId } = await loadRow(scope, AssetEntity, assetId, 'Asset');
    const call = await this.mutations.authorizeCall(scope, { mutation: giveShowcaseConsent, workspaceId, subjectId: assetId });
    await this.mutations.update(scope, call, async (em) => {
      await assertShowable(em, assetId);
      // The lock on the workspace makes the quota exact.
      await lockRow(em, WorkspaceEntity, workspaceId);
      const consent = await em.findOne(ShowcaseConsentEntity, { assetId });
      if (consent?.revokedAt === null) return {};
      const given = await em.count(ShowcaseConsentEntity, { workspaceId, revokedAt: null });
      assertQuota(given + 1, MAX_CONSENTS, `A workspace can let at most ${MAX_CONSENTS} files be shown. Withdraw a consent first.`);
      const givenAt = new Date();
      if (consent) Object.assign(consent, { givenAt, revokedAt: null });
      else em.create(ShowcaseConsentEntity, { id: newId(), workspaceId, assetId, givenAt });
      await em.flush();
      return { after: { assetId } };
    });
    return this.#changed(scope, assetId);
  }

  /** Hides a file in all processes at once. Idempotent. @throws ReelwrightError NOT_FOUND when consent was never given */
  async withdraw(scope: Scope, assetId: string): Promise<ShowcaseConsentRow> {
    const { workspaceId } = await loadRow(scope, AssetEntity, assetId, 'Asset');
    await this.mutations.update(scope, { mutation: withdrawShowcaseConsent, workspaceId, subjectId: assetId }, async (em) => {
      const consent = await em.findOne(ShowcaseConsentEntity, { assetId });
      if (!consent) throw notFound('Showcase consent');
      if (consent.revokedAt !== null) return {};
      consent.revokedAt = new Date();
      await em.flush();
      return { before: { assetId } };
    });
    return this.#changed(scope, assetId);
  }

  async #changed(scope: Scope, assetId: string): Promise<ShowcaseConsentRow> {
    this.drop();
    const row = await scope.read((em) => em.findOne(ShowcaseConsentEntity, { assetId }));
    if (!row) throw notFound('Showcase consent');
    return row;
  }
}

/** Checks a file under its lock, which excludes a concurrent deletion and a second consent. @throws ReelwrightError INVALID_STATE */
async function assertShowable(em: EntityManager, assetId: string): Promise<void> {
  const asset = await lockRow(em, AssetEntity, assetId);
  if (asset?.status !== 'READY') throw new ReelwrightError('INVALID_STATE', 'Only a READY asset can be shown in the showcase.');
  if (!SHOWN_KINDS.includes(asset.kind))
    throw new ReelwrightError('INVALID_STATE', 'Only films and pictures can be shown in the showcase.');
  if (asset.access !== 'VIEWER')
    throw new ReelwrightError('INVALID_STATE', 'An asset that not every member may read cannot be shown in the showcase.');
}
