import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps, deletionStamps } from '../../platform/database/change-stamps.ts';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import { ProjectEntity } from '../projects/project/project.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { SLOT_ROLES, SLOT_STATUSES } from './slot.states.ts';

/** A time that two people of a workspace agree on. Nobody has two that overlap, in any workspace: the table slot_times refuses it. */
export const SlotEntity = defineEntity({
  name: 'Slot',
  tableName: 'slots',
  indexes: [
    { name: 'slots_by_start', properties: ['workspaceId', 'startsAt', 'id'] },
    { name: 'slots_newest', properties: ['workspaceId', 'id'] },
    { name: 'slots_of_series', properties: ['seriesId', 'id'] },
    { name: 'slots_of_giver', properties: ['giverId', 'startsAt'] },
    { name: 'slots_of_taker', properties: ['takerId', 'startsAt'] },
    {
      name: 'slots_to_end',
      expression: `create index "slots_to_end" on "slots" ("starts_at") where status in ('AVAILABLE', 'PENDING', 'BOOKED') and deleted_at is null`,
    },
    {
      name: 'slots_deleted',
      expression: `create index "slots_deleted" on "slots" ("deleted_at") where deleted_at is not null`,
    },
  ],
  checks: [
    { name: 'slots_times_check', expression: 'starts_at < ends_at' },
    { name: 'slots_buffers_check', expression: 'buffer_before_minutes >= 0 and buffer_after_minutes >= 0' },
    { name: 'slots_people_check', expression: 'giver_id <> taker_id' },
    { name: 'slots_taker_check', expression: `status <> 'BOOKED' or taker_id is not null` },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    /** The slots that one call created. */
    seriesId: p.uuid(),
    status: p.enum(SLOT_STATUSES),
    giverId: references(UserEntity, 'giver_id'),
    takerId: references(UserEntity, 'taker_id').nullable(),
    /** Whether the taker has booked the slot, or asked for it at its current time. */
    takerAgreed: p.boolean().default(false),
    startsAt: timestamp(),
    endsAt: timestamp(),
    /** Name in the IANA database, for people. */
    timeZone: p.text(),
    /** Minutes that the giver keeps free before the slot. */
    bufferBeforeMinutes: p.integer().default(0),
    bufferAfterMinutes: p.integer().default(0),
    title: p.text(),
    meetingUrl: p.text().nullable(),
    projectId: references(ProjectEntity, 'project_id').nullable(),
    cancelReason: p.text().nullable(),
    /** Increases with every change; a change names the version that it is based on. */
    version: p.integer().default(1),
    createdAt: timestamp().defaultRaw('now()'),
    createdBy: references(UserEntity, 'created_by').nullable(),
    ...changeStamps(),
    ...deletionStamps(),
    updatedAt: timestamp().nullable(),
    updatedBy: references(UserEntity, 'updated_by').nullable(),
    deletedAt: timestamp().nullable(),
    /** The role in the slot of those who changed it, besides their role in the workspace. */
    createdAs: p.enum(SLOT_ROLES),
    updatedAs: p.enum(SLOT_ROLES).nullable(),
    deletedAs: p.enum(SLOT_ROLES).nullable(),
  },
});
export type SlotRow = InferEntity<typeof SlotEntity>;
