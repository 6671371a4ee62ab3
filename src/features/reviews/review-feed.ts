import type { SharedLog } from '../../platform/event-stream/shared-log.ts';
import type { Scope } from '../../platform/database/scope.ts';
import type { WorkspaceFeed } from '../workspaces/events/workspace-feed.service.ts';
import type { WorkspaceChange } from '../workspaces/events/workspace-log.read.ts';
import type { ReviewAccess } from './review-access.ts';

/** The changes of one asset and its comments, from the event log of its workspace. */
export class ReviewFeed {
  constructor(
    private readonly feed: WorkspaceFeed,
    private readonly access: ReviewAccess,
  ) {}

  /** For one subscriber, like `WorkspaceFeed.logOf`. @throws ReelwrightError NOT_FOUND, UNAUTHENTICATED */
  async logOf(scope: Scope, assetId: string, after: bigint | undefined): Promise<SharedLog<WorkspaceChange>> {
    const place = await this.access.open(scope, assetId);
    await place.scope.close();
    const { id, workspaceId } = place.asset;
    const log = this.feed.logOf(place.scope, workspaceId, after, ['REVIEW', 'ASSET']);
    return log.only(({ type, subjectId }) => type === 'READY' || subjectId === id);
  }
}
