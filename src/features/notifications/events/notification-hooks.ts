import type { EntityManager } from '@mikro-orm/postgresql';
import type { OnPaymentFailed } from '../../billing/billing.events.ts';
import type { CommentSubscriber } from '../../reviews/comments/comment.events.ts';
import type { OnInvited } from '../../workspaces/workspace/workspace.events.ts';
import { MembershipEntity, WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { NotificationWriter } from '../delivery/notification-writer.ts';

/** A channel has just become one that must be connected again. `key` identifies that moment. */
interface ChannelNeedsReconnect {
  readonly workspaceId: string;
  readonly channelId: string;
  readonly name: string;
  readonly key: string;
}

interface NotificationHooks {
  readonly invited: OnInvited;
  readonly commented: CommentSubscriber;
  readonly paymentFailed: OnPaymentFailed;
  readonly channelNeedsReconnect: (em: EntityManager, event: ChannelNeedsReconnect) => Promise<void>;
}

/** Notifications of events that no log has, written in the transactions of these events. None of them is part of running jobs. */
export const notificationHooks = (writer: NotificationWriter): NotificationHooks => ({
  invited: (em, { workspaceId, invitationId, userId, workspace }) =>
    writer.write(em, workspaceId, {
      kind: 'INVITATION_RECEIVED',
      key: `invitation:${invitationId}`,
      people: [userId],
      subjectId: invitationId,
      params: { workspace },
    }),
  commented: async (em, { comment, author, asset, actorId, thread }) => {
    const { id, workspaceId, decision } = comment;
    const { name: workspace } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
    const people = [...new Set([...(asset.createdBy === null ? [] : [asset.createdBy]), ...thread])].filter((one) => one !== actorId);
    await writer.write(em, workspaceId, {
      ...{ kind: decision ? KINDS_OF_DECISIONS[decision] : 'COMMENT_CREATED', key: `comment:${id}`, people },
      ...{ subjectId: asset.id, params: { workspace, name: author, title: asset.name } },
    });
  },
  paymentFailed: async (em, { workspaceId, subscriptionId, key }) => {
    const { name: workspace } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
    const people = await adminsOf(em, workspaceId);
    await writer.write(em, workspaceId, { kind: 'PAYMENT_FAILED', key, people, subjectId: subscriptionId, params: { workspace } });
  },
  channelNeedsReconnect: async (em, { workspaceId, channelId, name, key }) => {
    const { name: workspace } = await em.findOneOrFail(WorkspaceEntity, { id: workspaceId });
    const people = await adminsOf(em, workspaceId);
    await writer.write(em, workspaceId, {
      ...{ kind: 'CHANNEL_RECONNECT_NEEDED', key: `channel:${channelId}:${key}`, people },
      ...{ subjectId: channelId, params: { workspace, name } },
    });
  },
});

const KINDS_OF_DECISIONS = { APPROVED: 'REVIEW_APPROVED', CHANGES_REQUESTED: 'REVIEW_CHANGES_REQUESTED' } as const;

/** Ids of the owners and administrators of a workspace. */
export async function adminsOf(em: EntityManager, workspaceId: string): Promise<readonly string[]> {
  const admins = await em.find(MembershipEntity, { workspaceId, role: { $in: ['OWNER', 'ADMIN'] } });
  return admins.map(({ userId }) => userId);
}
