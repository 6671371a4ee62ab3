import { defineEntity, p } from '@mikro-orm/core';
import { references } from '../../../platform/database/references.ts';
import { WorkspaceEntity } from '../workspace/workspace.entity.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';

/** Kinds of objects whose changes are events of a workspace. */
export const WORKSPACE_SUBJECTS = [
  'JOB',
  'ASSET',
  'PROJECT',
  'BATCH',
  'CREDITS',
  'SPEND',
  'MEMBER',
  'CHANNEL',
  'PUBLICATION',
  'SLOT',
  'REVIEW',
] as const;
export const WORKSPACE_EVENT_TYPES = ['READY', ...WORKSPACE_SUBJECTS] as const;
export type WorkspaceSubject = (typeof WORKSPACE_SUBJECTS)[number];
export type WorkspaceEventType = (typeof WORKSPACE_EVENT_TYPES)[number];

export const CHANGE_ACTIONS = ['CREATED', 'UPDATED', 'DELETED'] as const;
export type ChangeAction = (typeof CHANGE_ACTIONS)[number];

/** A change in a workspace, written by the database; read in the order of `xact` and `id`, see `workspace-log.read.ts`. */
export const WorkspaceEventEntity = defineEntity({
  name: 'WorkspaceEvent',
  tableName: 'workspace_events',
  indexes: [
    { name: 'workspace_events_age', properties: ['at'] },
    {
      name: 'workspace_events_progress',
      expression: `create index "workspace_events_progress" on "workspace_events" ("subject_id", "at") where may_skip`,
    },
  ],
  properties: {
    workspaceId: references(WorkspaceEntity, 'workspace_id').primary(),
    /** The transaction that wrote the event. Transactions do not commit in the order of their ids. */
    xact: p.string().columnType('xid8').primary().defaultRaw('pg_current_xact_id()'),
    id: p.bigint('string').autoincrement().primary(),
    at: timestamp().defaultRaw('clock_timestamp()'),
    type: p.enum(WORKSPACE_SUBJECTS),
    action: p.enum(CHANGE_ACTIONS),
    /** Id of the job, asset, project …; of the asset for REVIEW; of the user for MEMBER, of the workspace for CREDITS and SPEND. */
    subjectId: p.uuid(),
    /** The person who made the change; null for changes by the engine. */
    actorId: p.uuid().nullable(),
    /** Whether the event is progress of a job, which a slow live reader may miss. */
    maySkip: p.boolean().default(false),
  },
});
