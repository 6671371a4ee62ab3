import type { EntityManager } from '@mikro-orm/postgresql';
import { authorOf, currentActor, userIdOf } from '../../../kernel/actor.ts';
import type { Actor } from '../../../kernel/actor.ts';
import { ReelwrightError, notFound } from '../../../kernel/errors.ts';
import type { ListArgs, ListPage } from '../../../kernel/page.ts';
import { readInput } from '../../../platform/input/read-input.ts';
import { requiredWordsField, wordsField } from '../../../platform/input/text-fields.ts';
import type { Scope } from '../../../platform/database/scope.ts';
import type { MutationDefinition } from '../../../platform/mutation/mutation.ts';
import type { Mutations } from '../../../platform/mutation/mutations.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { users } from '../../identity/account/user.read.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { authorize } from '../../workspaces/workspace/workspace.access.ts';
import { actingScope } from '../review-access.ts';
import type { ReviewAccess } from '../review-access.ts';
import { assertMoment, lockComment, lockReviewable, parentOf, threadOf } from './comment-writes.ts';
import { CommentEntity } from './comment.entity.ts';
import type { CommentRow } from './comment.entity.ts';
import type { CommentSubscriber } from './comment.events.ts';
import { createComment, deleteComment, reopenComment, resolveComment, reviewAsset } from './comment.mutations.ts';
import { commentsById, commentsOfAsset, newestDecision } from './comment.read.ts';
import type { CommentFilter, CommentOrderField } from './comment.read.ts';
import type { ReviewDecision } from './comment.states.ts';

const MAX_COMMENT_LENGTH = 4_000;
const TEXT = requiredWordsField(MAX_COMMENT_LENGTH);
const WORDS = wordsField(MAX_COMMENT_LENGTH);

export interface CreateComment {
  readonly assetId: string;
  readonly text: string;
  readonly atMs?: number | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface ReviewAsset {
  readonly assetId: string;
  readonly decision: ReviewDecision;
  readonly text?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** A comment with the name of its author. */
export type ShownComment = CommentRow & { readonly authorName: string | null };

interface Content {
  readonly text: string;
  readonly atMs: number | null;
  readonly parentId: string | null;
  readonly decision: ReviewDecision | null;
}

/** Comments on assets and decisions about them, by members and by reviewers of share links. */
export class CommentService {
  constructor(
    private readonly mutations: Mutations,
    private readonly access: ReviewAccess,
    private readonly subscribers: readonly CommentSubscriber[],
  ) {}

  /**
   * Writes a comment. @throws ReelwrightError BAD_USER_INPUT for a text, moment or parent that is refused, INVALID_STATE unless the asset is
   * READY, QUOTA_EXCEEDED
   */
  create(scope: Scope, input: CreateComment): Promise<ShownComment> {
    return this.#write(scope, createComment, input, () => ({
      text: readInput(TEXT, input.text, 'input.text'),
      atMs: input.atMs ?? null,
      parentId: input.parentId ?? null,
      decision: null,
    }));
  }

  /** Approves an asset or asks for changes. @throws ReelwrightError like `create` */
  review(scope: Scope, input: ReviewAsset): Promise<ShownComment> {
    return this.#write(scope, reviewAsset, input, () => ({
      text: readInput(WORDS, input.text ?? '', 'input.text'),
      atMs: null,
      parentId: null,
      decision: input.decision,
    }));
  }

  /** Marks a comment as resolved. Idempotent. @throws ReelwrightError INVALID_STATE for a reply */
  resolve(scope: Scope, id: string): Promise<ShownComment> {
    return this.#settle(scope, id, resolveComment, (comment) => {
      comment.resolvedAt ??= new Date();
      comment.resolvedBy ??= authorOf(scope.actor) ?? null;
    });
  }

  /** Opens a resolved comment again. Idempotent. @throws ReelwrightError INVALID_STATE for a reply */
  reopen(scope: Scope, id: string): Promise<ShownComment> {
    return this.#settle(scope, id, reopenComment, (comment) => Object.assign(comment, { resolvedAt: null, resolvedBy: null }));
  }

  /** Deletes a comment and its replies. @throws ReelwrightError FORBIDDEN for the comment of somebody else without the role EDITOR */
  async delete(scope: Scope, id: string): Promise<void> {
    const { workspaceId } = await this.get(scope, id);
    const call = await this.mutations.authorizeCall(scope, { mutation: deleteComment, workspaceId, subjectId: id });
    await this.mutations.update(actingScope(scope), call, async (em) => {
      const comment = await lockComment(em, id);
      if (!isOwnComment(scope.actor, comment)) {
        if (scope.actor.kind === 'reviewer') throw new ReelwrightError('FORBIDDEN', 'You can delete only your own comments.');
        authorize(scope, workspaceId, 'MANAGE_COMMENTS');
      }
      const { assetId, atMs, createdBy, reviewerName, decision } = comment;
      await em.remove(comment).flush();
      return { before: { assetId, atMs, createdBy, reviewerName, decision } };
    });
  }

  /** A comment by its id. @throws ReelwrightError NOT_FOUND for a missing comment and, identically, for one that the actor may not read */
  async get(scope: Scope, id: string): Promise<ShownComment> {
    if (scope.actor.kind !== 'reviewer') currentActor(scope);
    const acting = actingScope(scope);
    const comment = await commentsById.load(acting, id);
    if (!comment) throw notFound('Comment');
    await this.access.open(scope, comment.assetId).catch((error: unknown) => {
      throw error instanceof ReelwrightError && error.code === 'NOT_FOUND' ? notFound('Comment') : error;
    });
    return withName(acting, comment);
  }

  /** The comments on an asset, the oldest first by default. @throws ReelwrightError NOT_FOUND for an asset that the actor may not read */
  async list(scope: Scope, assetId: string, args: ListArgs<CommentFilter, CommentOrderField>): Promise<ListPage<ShownComment>> {
    const place = await this.access.open(scope, assetId);
    const page = await commentsOfAsset.list(place.scope, assetId, args);
    const rows = await Promise.all(page.rows.map((comment) => withName(place.scope, comment)));
    return { ...page, rows };
  }

  /** The newest decision about an asset that the actor may review; null without one. */
  async decision(scope: Scope, assetId: string): Promise<ReviewDecision | null> {
    const place = await this.access.open(scope, assetId);
    return (await newestDecision.load(place.scope, assetId))?.decision ?? null;
  }

  async #write(scope: Scope, mutation: MutationDefinition, input: CreateComment | ReviewAsset, read: () => Content): Promise<ShownComment> {
    const { actor } = scope;
    const { assetId } = input;
    const place = await this.access.open(scope, assetId);
    const { workspaceId } = place.asset;
    const reviewer = actor.kind === 'reviewer' ? actor : undefined;
    // The session is part of the input, so that the idempotency key of one reviewer finds no comment of another.
    const keyed = { ...input, ...(reviewer && { reviewSessionId: reviewer.sessionId }) };
    const call = await this.mutations.authorizeCall(scope, { mutation, workspaceId, input: keyed });
    await place.scope.close();
    const content = read();
    const id = await this.mutations.create(place.scope, call, async (em, commentId) => {
      const asset = await lockReviewable(em, assetId);
      assertMoment(asset, content.atMs);
      const parent = await parentOf(em, assetId, content.parentId);
      const author = {
        createdBy: authorOf(actor) ?? null,
        reviewerName: reviewer?.name ?? null,
        reviewSessionId: reviewer?.sessionId ?? null,
      };
      const comment = em.create(CommentEntity, { id: commentId, workspaceId, assetId, ...content, ...author });
      await em.flush();
      await this.#raise(em, { comment, asset, parent });
      return { after: { assetId, atMs: content.atMs, decision: content.decision, reviewerName: author.reviewerName } };
    });
    return this.get(scope, id);
  }

  async #raise(
    em: EntityManager,
    { comment, asset, parent }: { comment: CommentRow; asset: AssetRow; parent: CommentRow | null },
  ): Promise<void> {
    const { createdBy, reviewerName } = comment;
    const member = createdBy ? await em.findOne(UserEntity, { id: createdBy }, { fields: ['name'], disableIdentityMap: true }) : null;
    const event = {
      comment,
      author: reviewerName ?? member?.name ?? '',
      asset: { id: asset.id, name: asset.name, createdBy: asset.createdBy ?? null },
      actorId: createdBy ?? null,
      thread: await threadOf(em, parent),
    };
    for (const subscriber of this.subscribers) await subscriber(em, event);
  }

  async #settle(scope: Scope, id: string, mutation: MutationDefinition, change: (comment: CommentRow) => void): Promise<ShownComment> {
    const { workspaceId } = await this.get(scope, id);
    await this.mutations.update(scope, { mutation, workspaceId, subjectId: id }, async (em) => {
      const comment = await lockComment(em, id);
      if (comment.parentId != null) throw new ReelwrightError('INVALID_STATE', 'A reply has the state of the comment that it replies to.');
      change(comment);
      await em.flush();
      return { after: { assetId: comment.assetId } };
    });
    return this.get(scope, id);
  }
}

/** Whether the actor wrote the comment. A program with an API key is no author: a key of the role VIEWER must not delete what its creator wrote. */
export function isOwnComment(actor: Actor, { createdBy, reviewSessionId }: Pick<CommentRow, 'createdBy' | 'reviewSessionId'>): boolean {
  if (actor.kind === 'reviewer') return reviewSessionId === actor.sessionId;
  return createdBy != null && createdBy === userIdOf(actor);
}

async function withName(scope: Scope, comment: CommentRow): Promise<ShownComment> {
  const { createdBy, reviewerName } = comment;
  return { ...comment, authorName: reviewerName ?? (createdBy ? ((await users.load(scope, createdBy))?.name ?? null) : null) };
}
