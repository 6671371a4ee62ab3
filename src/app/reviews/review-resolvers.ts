import { ShareLinkResolver, ShareResolver } from '../../features/assets/sharing/share.resolver.ts';
import { AssetReviewResolver, CommentResolver } from '../../features/reviews/comments/comment.resolver.ts';
import { ReviewEventsResolver } from '../../features/reviews/review-events.resolver.ts';
import { ReviewSessionResolver, ReviewedAssetResolver } from '../../features/reviews/sessions/review-session.resolver.ts';
import type { Services } from '../services.ts';

/** Resolvers of share links, comments and reviews. */
export const reviewResolvers = ({ shares, comments, reviewSessions, reviewFeed }: Services): readonly object[] => [
  new ShareResolver(shares),
  new ShareLinkResolver(),
  new CommentResolver(comments),
  new AssetReviewResolver(),
  new ReviewSessionResolver(reviewSessions),
  new ReviewedAssetResolver(comments),
  new ReviewEventsResolver(reviewFeed),
];
