import type { AssetService } from '../../features/assets/asset.service.ts';
import type { ShareService } from '../../features/assets/sharing/share.service.ts';
import type { CommentSubscriber } from '../../features/reviews/comments/comment.events.ts';
import { CommentService } from '../../features/reviews/comments/comment.service.ts';
import { ReviewAccess } from '../../features/reviews/review-access.ts';
import { ReviewFeed } from '../../features/reviews/review-feed.ts';
import { ReviewSessionService } from '../../features/reviews/sessions/review-session.service.ts';
import type { WorkspaceFeed } from '../../features/workspaces/events/workspace-feed.service.ts';
import type { Mutations } from '../../platform/mutation/mutations.ts';
import type { RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';

interface Ground {
  readonly mutations: Mutations;
  readonly limiter: RateLimiter;
  readonly shares: ShareService;
  readonly assets: AssetService;
  readonly workspaceFeed: WorkspaceFeed;
  /** Receive each new comment, in the transaction that writes it. */
  readonly subscribers: readonly CommentSubscriber[];
}

/** Services about comments and reviews. */
export function openReviews({ mutations, limiter, shares, assets, workspaceFeed, subscribers }: Ground) {
  const access = new ReviewAccess(assets);
  return {
    comments: new CommentService(mutations, access, subscribers),
    reviewSessions: new ReviewSessionService(mutations, shares, limiter),
    reviewFeed: new ReviewFeed(workspaceFeed, access),
  };
}
