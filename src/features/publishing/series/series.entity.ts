import { defineEntity, p, type InferEntity } from '@mikro-orm/core';
import { changeStamps } from '../../../platform/database/change-stamps.ts';
import { references } from '../../../platform/database/references.ts';
import { timestamp } from '../../../platform/database/timestamp.ts';
import { AssetEntity } from '../../assets/asset.entity.ts';
import { UserEntity } from '../../identity/identity.entity.ts';
import { JobEntity } from '../../jobs/job/job.entity.ts';
import { PromptTemplateEntity } from '../../templates/template.entity.ts';
import { WorkspaceEntity } from '../../workspaces/workspace/workspace.entity.ts';
import { ChannelEntity } from '../channels/channel.entity.ts';
import { PRIVACIES } from '../publications/publication.states.ts';
import { RUN_STATES, SERIES_STATUSES } from './series.states.ts';
import type { RunFailure, RunItem } from './series.states.ts';

/** Films that are made again and again, at times that a cron expression gives. */
export const SeriesEntity = defineEntity({
  name: 'Series',
  tableName: 'series',
  uniques: [{ name: 'series_workspace_id_id', properties: ['workspaceId', 'id'] }],
  indexes: [
    { name: 'series_newest', properties: ['workspaceId', 'id'] },
    { name: 'series_by_name', properties: ['workspaceId', 'nameKey', 'id'] },
    { name: 'series_due', expression: `create index "series_due" on "series" ("next_run_at") where next_run_at is not null` },
  ],
  checks: [
    { name: 'series_source_check', expression: 'feed_url is null or items_asset_id is null' },
    { name: 'series_channel_check', expression: 'channel_id is not null or not publish' },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    name: p.text(),
    status: p.enum(SERIES_STATUSES).default('ACTIVE'),
    /** Five fields. */
    cron: p.text(),
    /** Name in the IANA database. */
    timeZone: p.text(),
    templateId: references(PromptTemplateEntity, 'template_id').nullable(),
    /** No foreign key: it may be a preset that ships with the program. */
    presetId: p.uuid().nullable(),
    feedUrl: p.text().nullable(),
    itemsAssetId: references(AssetEntity, 'items_asset_id').nullable(),
    channelId: references(ChannelEntity, 'channel_id').nullable(),
    /** Whether films are published when they are finished. */
    publish: p.boolean().default(false),
    privacy: p.enum(PRIVACIES).default('PRIVATE'),
    madeForKids: p.boolean().default(false),
    /** Null while the series is paused, and for an expression without a time to come. */
    nextRunAt: timestamp().nullable(),
    /** The name without case, kept by the database, by which lists are ordered and searched. */
    nameKey: p.text().collation('C').generated(`(fold_text(name)) stored`).nullable(),
    createdBy: references(UserEntity, 'created_by').nullable(),
    createdAt: timestamp().defaultRaw('now()'),
    ...changeStamps(),
  },
});
export type SeriesRow = InferEntity<typeof SeriesEntity>;

/** One time of a series, or one that a person asked for. */
export const SeriesRunEntity = defineEntity({
  name: 'SeriesRun',
  tableName: 'series_runs',
  indexes: [
    { name: 'series_runs_newest', properties: ['seriesId', 'id'] },
    {
      name: 'series_runs_once',
      expression: `create unique index "series_runs_once" on "series_runs" ("series_id", "scheduled_at") where not is_manual`,
    },
    { name: 'series_runs_job', expression: `create unique index "series_runs_job" on "series_runs" ("job_id") where job_id is not null` },
    {
      name: 'series_runs_publish_job',
      expression: `create unique index "series_runs_publish_job" on "series_runs" ("publish_job_id") where publish_job_id is not null`,
    },
    {
      name: 'series_runs_due',
      expression: `create index "series_runs_due" on "series_runs" ("available_at") where state = 'PENDING' or (state = 'PUBLISHING' and publish_job_id is null)`,
    },
    {
      name: 'series_runs_ended',
      expression: `create index "series_runs_ended" on "series_runs" ("finished_at") where finished_at is not null`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    seriesId: references(SeriesEntity, 'series_id'),
    scheduledAt: timestamp(),
    /** Whether a person asked for the run. */
    isManual: p.boolean().default(false),
    state: p.enum(RUN_STATES).default('PENDING'),
    /** Times that passed without a worker, which a run in the state MISSED counts. */
    missedTimes: p.integer().default(0),
    usedItem: p.json<RunItem>().nullable(),
    jobId: references(JobEntity, 'job_id').nullable(),
    /** Whether the film is published when it is finished, as the series said when the job was created. */
    publish: p.boolean().default(false),
    publishJobId: references(JobEntity, 'publish_job_id').nullable(),
    failure: p.json<RunFailure>().nullable(),
    /** Of choosing an item and creating the job, and of creating the job that publishes. */
    attempts: p.integer().default(0),
    /** When a worker may make the next attempt. */
    availableAt: timestamp().defaultRaw('now()'),
    createdAt: timestamp().defaultRaw('now()'),
    createdBy: references(UserEntity, 'created_by').nullable(),
    finishedAt: timestamp().nullable(),
  },
});
export type SeriesRunRow = InferEntity<typeof SeriesRunEntity>;

/** An item that a run has used. */
export const SeriesItemEntity = defineEntity({
  name: 'SeriesItem',
  tableName: 'series_items',
  properties: {
    seriesId: references(SeriesEntity, 'series_id').primary(),
    key: p.text().primary(),
    workspaceId: references(WorkspaceEntity, 'workspace_id'),
    usedAt: timestamp().defaultRaw('now()'),
  },
});
