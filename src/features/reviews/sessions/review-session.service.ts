import { randomBytes } from 'node:crypto';
import { actingReviewer } from '../../../kernel/actor.ts';
import type { Reviewer } from '../../../kernel/actor.ts';
import { ReelwrightError, notFound, unauthenticated } from '../../../kernel/errors.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import { newId } from '../../../kernel/id.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { RateLimit, RateLimiter } from '../../../platform/ratelimit/rate-limiter.ts';
import { tokenHash } from '../../../platform/secrets/token-hash.ts';
import type { ShareService, SharedAsset } from '../../assets/sharing/share.service.ts';
import { ShareLinkEntity } from '../../assets/sharing/share-link.entity.ts';
import { personName } from '../../../platform/input/person-name.ts';
import { actingScope } from '../review-access.ts';
import { ReviewSessionEntity } from './review-session.entity.ts';
import { startReview } from './review-session.mutations.ts';

const PREFIX = 'rwr_';
const TOKEN_BYTES = 32;
const SESSION_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** Reviews that begin on one link, by all addresses together. */
const STARTS_OF_LINK: RateLimit = { name: 'review starts', atMost: 100, windowSeconds: 3_600 };

export interface StartReview {
  readonly shareToken: string;
  readonly name: string;
  readonly password?: string | null | undefined;
}

export interface StartedReview {
  readonly token: string;
  readonly expiresAt: Date;
  readonly asset: SharedAsset;
  readonly reviewer: Reviewer;
}

interface FoundSession {
  readonly id: string;
  readonly workspace_id: string;
  readonly share_link_id: string;
  readonly asset_id: string;
  readonly name: string;
  /** A time as text, as raw statements return it. */
  readonly expires_at: string;
}

/** Whether a token has the form of a reviewer's, valid or not. */
export const isReviewToken = (token: string): boolean => token.startsWith(PREFIX);

/** People without an account who review the file of a share link. */
export class ReviewSessionService {
  constructor(
    private readonly mutations: Mutations,
    private readonly shares: ShareService,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Begins a review under a name. Needs no account. @throws ReelwrightError NOT_FOUND for an unknown or ended link and, identically, for one
   * whose reviews are switched off; FORBIDDEN with `details.reason` PASSWORD without the correct password; RATE_LIMITED
   */
  async start(scope: Scope, { shareToken, name: given, password }: StartReview): Promise<StartedReview> {
    const call = await this.mutations.authorizeCall(scope, { mutation: startReview });
    const name = personName('input.name', given);
    const unlocked = await this.shares.unlock(scope, shareToken, password ?? undefined);
    if (unlocked.state === 'LOCKED') {
      const message = password == null ? 'The share link has a password.' : 'The password is wrong.';
      throw new ReelwrightError('FORBIDDEN', message, { details: { reason: 'PASSWORD' } });
    }
    if (unlocked.state === 'UNKNOWN' || !unlocked.link.review_enabled) throw notFound('Share link');
    const { link } = unlocked;
    await this.limiter.take(STARTS_OF_LINK, link.id);
    const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
    const id = newId();
    const [workspaceId, shareLinkId] = [link.workspace_id, link.id];
    const expiresAt = new Date(Date.now() + SESSION_DAYS * DAY_MS);
    const reviewer = {
      kind: 'reviewer',
      sessionId: id,
      linkId: shareLinkId,
      workspaceId,
      assetId: link.asset_id,
      name,
      expiresAt,
    } as const;
    await this.mutations.runInTransaction(scope.as(actingReviewer(reviewer)), { ...call, workspaceId }, async (em) => {
      em.create(ReviewSessionEntity, { id, workspaceId, shareLinkId, name, tokenHash: tokenHash(token), expiresAt });
      await em.flush();
      return { subjectId: id, answer: undefined, after: { shareLinkId, name } };
    });
    return { token, expiresAt, asset: await this.shares.shown(scope, link), reviewer };
  }

  /** The file that the acting reviewer reviews, with new URLs. @throws ReelwrightError UNAUTHENTICATED for everybody else */
  async asset(scope: Scope): Promise<SharedAsset> {
    const { actor } = scope;
    if (actor.kind !== 'reviewer')
      throw unauthenticated('MISSING', 'Only reviewers of a share link may read this. Call startReview first.');
    const acting = actingScope(scope);
    const row = await acting.read((em) => em.findOne(ShareLinkEntity, { id: actor.linkId }, { fields: ['tokenHash'] }));
    await acting.close();
    const link = row && (await this.shares.find(scope, row.tokenHash));
    if (!link) throw unauthenticated('REVOKED', ENDED);
    return this.shares.shown(scope, link);
  }

  /** The reviewer with a token. @throws ReelwrightError UNAUTHENTICATED for an unknown token, and once the share link has ended */
  async authenticate(scope: Scope, token: string): Promise<Reviewer> {
    return reviewerOf(await find(scope, tokenHash(token), null));
  }

  /** The reviewer of a session. @throws ReelwrightError UNAUTHENTICATED once the share link has ended */
  async revalidate(scope: Scope, sessionId: string): Promise<Reviewer> {
    return reviewerOf(await find(scope, null, sessionId));
  }
}

const ENDED = 'The review has ended: the share link has expired or was revoked, or its reviews are switched off.';

const find = (scope: Scope, hash: string | null, id: string | null): Promise<FoundSession | undefined> =>
  scope.executeAlone('select * from find_review_session(?, ?)', [hash, id]);

function reviewerOf(found: FoundSession | undefined): Reviewer {
  if (!found) throw unauthenticated('REVOKED', ENDED);
  const { id, workspace_id: workspaceId, share_link_id: linkId, asset_id: assetId, name } = found;
  return { kind: 'reviewer', sessionId: id, linkId, workspaceId, assetId, name, expiresAt: new Date(found.expires_at) };
}
