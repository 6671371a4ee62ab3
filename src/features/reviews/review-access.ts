import { actingReviewer } from '../../kernel/actor.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { AssetRow } from '../assets/asset.entity.ts';
import type { AssetService } from '../assets/asset.service.ts';

/** An asset that the actor may review, and the scope in which its comments are read and written. */
interface ReviewPlace {
  readonly asset: AssetRow;
  readonly scope: Scope;
}

/** Decides which assets an actor may review: members those of their workspaces, reviewers the one of their share link. */
export class ReviewAccess {
  constructor(private readonly assets: AssetService) {}

  /**
   * The asset with this id. @throws ReelwrightError NOT_FOUND for a missing asset and, identically, for one that the actor may not read;
   * UNAUTHENTICATED
   */
  async open(scope: Scope, assetId: string): Promise<ReviewPlace> {
    const { actor } = scope;
    if (actor.kind !== 'reviewer') return { asset: await this.assets.get(scope, assetId), scope };
    const acting = actingScope(scope);
    const asset = actor.assetId === assetId ? await this.assets.load(acting, assetId) : null;
    if (!asset) throw notFound('Asset');
    return { asset, scope: acting };
  }
}

/** The scope that sees the rows of a reviewer's workspace; for other actors their own. The caller checks that only the shared file is shown. */
export function actingScope(scope: Scope): Scope {
  const { actor } = scope;
  if (actor.kind !== 'reviewer' || actor.isActing) return scope;
  const acting = actingScopes.get(scope) ?? scope.as(actingReviewer(actor));
  actingScopes.set(scope, acting);
  return acting;
}

/** One for each request, because each has a snapshot and thus a connection: a query can read comments under many aliases. */
const actingScopes = new WeakMap<Scope, Scope>();
