import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import type { MessageParams } from '../../platform/messages/messages.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { NOTIFICATION_CHANNELS } from './notification.states.ts';
import type { NotificationKind } from './notification.states.ts';

/** One event for one person. Written by `add_notifications`; row-level security shows people their own, of their workspaces. */
export const NotificationEntity = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  uniques: [{ name: 'notifications_once', properties: ['userId', 'eventKey'] }],
  indexes: [
    { name: 'notifications_newest', properties: ['userId', 'id'] },
    { name: 'notifications_log', properties: ['userId', 'xact', 'number'] },
    {
      name: 'notifications_unread',
      expression: `create index "notifications_unread" on "notifications" ("user_id", "workspace_id") where read_at is null and in_app`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    userId: references(UserEntity, 'user_id'),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    /** Not an enum of the database, so that a new kind needs no migration. */
    kind: p.text().$type<NotificationKind>(),
    eventKey: p.text(),
    subjectId: p.uuid().nullable(),
    /** Values of the placeholders of the kind's messages. */
    params: p.json<MessageParams>(),
    /** False when the person receives this kind by email only. */
    inApp: p.boolean(),
    readAt: timestamp().nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    /** The position in the person's log, as of workspace events. */
    xact: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    number: p.bigint('string').autoincrement(),
  },
});
export type NotificationRow = InferEntity<typeof NotificationEntity>;

/** The channel that a person has chosen for a kind. */
export const NotificationSettingEntity = defineEntity({
  name: 'NotificationSetting',
  tableName: 'notification_settings',
  properties: {
    userId: references(UserEntity, 'user_id').primary(),
    kind: p.text().$type<NotificationKind>().primary(),
    channel: p.enum(NOTIFICATION_CHANNELS),
  },
});

/** The position up to which the event log of a workspace was read for notifications. */
export const NotificationCursorEntity = defineEntity({
  name: 'NotificationCursor',
  tableName: 'notification_cursors',
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    xact: p.string().columnType('xid8').defaultRaw(`'0'`),
    eventId: p.bigint('string').defaultRaw('0'),
  },
});
