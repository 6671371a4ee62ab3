import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../platform/database/change-stamps.ts';
import { references } from '../../platform/database/references.ts';
import { timestamp } from '../../platform/database/timestamp.ts';
import { UserEntity } from '../identity/identity.entity.ts';
import type { TemplateFilm } from '../renders/template-films.service.ts';
import { PromptTemplateEntity } from '../templates/template.entity.ts';
import { WorkspaceEntity } from '../workspaces/workspace/workspace.entity.ts';
import { BATCH_ROW_STATUSES, BATCH_STATUSES } from './batch.states.ts';
import type { BatchRowFailure, BatchVariables } from './batch.states.ts';

/** Many films of one template, one for each row. */
export const BatchEntity = defineEntity({
  name: 'Batch',
  tableName: 'batches',
  uniques: [{ name: 'batches_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'batches_newest', properties: ['workspaceId', 'id'] },
    { name: 'batches_by_name', properties: ['workspaceId', 'nameKey', 'id'] },
    { name: 'batches_open', expression: `create index "batches_open" on "batches" ("id") where status in ('RUNNING', 'PAUSED')` },
    {
      name: 'batches_ended',
      expression: `create index "batches_ended" on "batches" ("finished_at") where finished_at is not null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    status: p.enum(BATCH_STATUSES).default('RUNNING'),
    templateId: references(PromptTemplateEntity, 'template_id').nullable(),
    /** No foreign key: it may be a preset that ships with the program. */
    presetId: p.uuid().nullable(),
    /** The template and the options of presets as they were when the batch was created. */
    source: p.json<TemplateFilm>(),
    /** The maximum cost of all rows. */
    creditsReserved: p.integer(),
    /** Reservation of the credits of all waiting rows; null when no row waits. */
    reservationId: p.uuid().nullable(),
    /** When a worker last tended the batch. */
    tendedAt: timestamp().nullable(),
    /** The progress that was last reported as a workspace event. */
    reportedProgress: p.float().columnType('double precision').default(0),
    /** The name without case, kept by the database, by which lists are ordered and searched. */
    nameKey: p.text().collation('C').generated(`(fold_text(name)) stored`).nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    finishedAt: timestamp().nullable(),
    ...changeStamps(),
  },
});
export type BatchRow = InferEntity<typeof BatchEntity>;

/** A row of a batch. A job refers to its row by `batchId` and `batchRow`. */
export const BatchItemEntity = defineEntity({
  name: 'BatchItem',
  tableName: 'batch_rows',
  indexes: [
    {
      name: 'batch_rows_waiting',
      expression: `create index "batch_rows_waiting" on "batch_rows" ("batch_id", "number") where status = 'WAITING'`,
    },
  ],
  properties: {
    batchId: references(BatchEntity, 'batch_id').primary(),
    /** Counts from 1. */
    number: p.integer().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    variables: p.json<BatchVariables>(),
    /** The maximum cost of its film. */
    credits: p.integer(),
    creditsCharged: p.integer().default(0),
    status: p.enum(BATCH_ROW_STATUSES).default('WAITING'),
    failure: p.json<BatchRowFailure>().nullable(),
  },
});
export type BatchItemRow = InferEntity<typeof BatchItemEntity>;

/** Totals over the rows of a batch; a view. */
export const BatchStatsEntity = defineEntity({
  name: 'BatchStats',
  tableName: 'batch_stats',
  properties: {
    /** Id of the batch. */
    id: p.uuid().primary(),
    total: p.integer(),
    queued: p.integer(),
    running: p.integer(),
    completed: p.integer(),
    failed: p.integer(),
    canceled: p.integer(),
    /** A fraction from 0 to 1. */
    progress: p.float(),
    creditsCharged: p.integer(),
  },
});
export type BatchStatsRow = InferEntity<typeof BatchStatsEntity>;
