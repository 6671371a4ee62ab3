import type { EntityManager } from '@mikro-orm/postgresql';
import { BatchEntity, BatchStatsEntity } from '../../batches/batch.entity.ts';
import { CreditBalanceEntity, CreditEntryEntity, CreditMovementEntity } from '../../billing/billing.entity.ts';
import { SpendMonthEntity } from '../../billing/spend/spend.entity.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import type { JobType } from '../../jobs/job/job.states.ts';
import type { WorkspaceSubject } from '../../workspaces/events/workspace-event.entity.ts';
import { MembershipEntity } from '../../workspaces/workspace/workspace.entity.ts';
import type { Occurrence } from '../delivery/notification-writer.ts';

/** A change of an object in the workspace. */
export interface NotedEvent {
  readonly type: WorkspaceSubject;
  readonly at: Date;
  readonly subjectId: string;
}

/** The workspace whose events are read. */
export interface NotedWorkspace {
  readonly id: string;
  readonly name: string;
  /** Ids of its owners and administrators. */
  readonly admins: readonly string[];
}

export type Source = (em: EntityManager, workspace: NotedWorkspace, events: readonly NotedEvent[]) => Promise<readonly Occurrence[]>;

/** Jobs of these types are what people wait for; the others are parts of something else. */
const NOTED_JOBS: readonly JobType[] = ['VIDEO', 'SCRIPT', 'IMAGE', 'SPEECH', 'CLIP', 'AVATAR', 'TRANSCRIPTION', 'EXPORT', 'PUBLISH'];

/**
 * Milliseconds between a state and an event that may have come from it. A later event, such as the new title of an old job, is not news:
 * the notification of that time may have been deleted meanwhile.
 */
const FRESH_MS = 3_600_000;

/** Whether one of the events of an object can be the one that wrote this time. */
export function isNews(events: readonly NotedEvent[], subjectId: string, at: Date | null | undefined): at is Date {
  return at != null && events.some((event) => event.subjectId === subjectId && Math.abs(event.at.getTime() - at.getTime()) < FRESH_MS);
}

export const idsOf = (events: readonly NotedEvent[]): string[] => [...new Set(events.map(({ subjectId }) => subjectId))];

const jobs: Source = async (em, workspace, events) => {
  const ended = await em.find(
    JobEntity,
    {
      id: { $in: idsOf(events) },
      status: { $in: ['COMPLETED', 'FAILED'] },
      type: { $in: [...NOTED_JOBS] },
      batchId: null,
      deletedAt: null,
    },
    { fields: ['id', 'type', 'title', 'status', 'failure', 'finishedAt', 'createdBy'] },
  );
  return ended.flatMap(({ id, type, title, status, failure, finishedAt, createdBy }) => {
    if (!createdBy || !isNews(events, id, finishedAt)) return [];
    const isFailed = status === 'FAILED';
    return {
      kind: isFailed ? 'JOB_FAILED' : type === 'PUBLISH' ? 'PUBLICATION_FINISHED' : 'JOB_COMPLETED',
      // A retried job ends again, at another time.
      key: `job:${id}:${finishedAt.getTime()}`,
      people: [createdBy],
      subjectId: id,
      params: { workspace: workspace.name, title, ...(isFailed && { code: failure?.code ?? 'INTERNAL' }) },
    } satisfies Occurrence;
  });
};

const batches: Source = async (em, workspace, events) => {
  const ended = await em.find(
    BatchEntity,
    { id: { $in: idsOf(events) }, status: 'COMPLETED' },
    { fields: ['id', 'name', 'finishedAt', 'createdBy'] },
  );
  const stats = ended.length === 0 ? [] : await em.find(BatchStatsEntity, { id: { $in: ended.map(({ id }) => id) } });
  return ended.flatMap(({ id, name, finishedAt, createdBy }) => {
    const counts = stats.find((one) => one.id === id);
    if (!createdBy || !isNews(events, id, finishedAt)) return [];
    return {
      kind: 'BATCH_FINISHED',
      key: `batch:${id}:${finishedAt.getTime()}`,
      people: [createdBy],
      subjectId: id,
      params: { workspace: workspace.name, name, completed: counts?.completed ?? 0, failed: counts?.failed ?? 0 },
    } satisfies Occurrence;
  });
};

/** Credits are low when at most this share of the newest grant is left; reserved credits count as left. */
const LOW_SHARE = 0.1;

const credits: Source = async (em, workspace) => {
  const balance = await em.findOne(CreditBalanceEntity, { workspaceId: workspace.id });
  if (!balance) return [];
  const left = balance.available + balance.reserved;
  // No grant can be larger than all of them: most workspaces need no search for the newest one.
  if (left > Number(balance.issued) * -LOW_SHARE) return [];
  const [grant] = await em.find(CreditMovementEntity, { workspaceId: workspace.id, kind: 'GRANT' }, { orderBy: { id: 'desc' }, limit: 1 });
  const entry = grant && (await em.findOne(CreditEntryEntity, { movementId: grant.id, account: 'ISSUED' }));
  if (!entry || left > entry.amount * -LOW_SHARE) return [];
  const key = `credits:${grant.id}`;
  return [{ kind: 'LOW_CREDITS', key, people: workspace.admins, subjectId: null, params: { workspace: workspace.name, credits: left } }];
};

const spending: Source = async (em, workspace, events) => {
  const [month] = await em.find(SpendMonthEntity, { workspaceId: workspace.id }, { orderBy: { month: 'desc' }, limit: 1 });
  const reached = [
    { kind: 'SPEND_NEAR', at: month?.nearAt },
    { kind: 'SPEND_REACHED', at: month?.reachedAt },
  ] as const;
  return reached.flatMap(({ kind, at }) => {
    if (!isNews(events, workspace.id, at)) return [];
    const key = `${kind}:${workspace.id}:${at.getTime()}`;
    return { kind, key, people: workspace.admins, subjectId: null, params: { workspace: workspace.name } } satisfies Occurrence;
  });
};

const members: Source = async (em, workspace, events) => {
  const joined = await em.find(MembershipEntity, { workspaceId: workspace.id, userId: { $in: idsOf(events) } });
  const users =
    joined.length === 0 ? [] : await em.find(UserEntity, { id: { $in: joined.map(({ userId }) => userId) } }, { fields: ['id', 'name'] });
  return joined.flatMap(({ userId, role, createdAt }) => {
    if (!isNews(events, userId, createdAt)) return [];
    const name = users.find(({ id }) => id === userId)?.name ?? '';
    return {
      kind: 'MEMBER_JOINED',
      key: `member:${workspace.id}:${userId}:${createdAt.getTime()}`,
      people: workspace.admins.filter((id) => id !== userId),
      subjectId: userId,
      params: { workspace: workspace.name, name, role },
    } satisfies Occurrence;
  });
};

/**
 * From which events of a workspace's log people are notified, by the kind of object that changed; those of slots are in `SlotNotifications`. A new one also belongs to the lists of
 * types in `due_notifications` and `next_notification_events`.
 */
export const NOTIFICATION_SOURCES = {
  JOB: jobs,
  BATCH: batches,
  CREDITS: credits,
  SPEND: spending,
  MEMBER: members,
} as const satisfies Partial<Record<WorkspaceSubject, Source>>;
