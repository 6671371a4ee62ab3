import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { ListArgs } from '../../kernel/page.ts';
import { ofNodes } from '../../kernel/selection.ts';
import { preloaded } from '../../platform/database/lists/row-mapper.ts';
import type { Context } from '../../platform/graphql/context.ts';
import { selectionOf } from '../../platform/graphql/selection.ts';
import { connectionOf } from '../../platform/graphql/types/connection.ts';
import type { Connection } from '../../platform/graphql/types/connection.ts';
import { loadUser, users } from '../identity/account/user.read.ts';
import type { SeenUser } from '../identity/account/user.read.ts';
import { UserType } from '../identity/identity.type.ts';
import type { JobFilter, JobOrderField, ListedJob } from '../jobs/job/job.read.ts';
import type { JobService } from '../jobs/job/job.service.ts';
import { JobListArgs } from '../jobs/job/job-list.type.ts';
import { JobConnectionType } from '../jobs/job/job.type.ts';
import type { Preset } from '../presets/preset.read.ts';
import type { PresetService } from '../presets/preset.service.ts';
import { PresetType } from '../presets/preset.type.ts';
import type { PromptTemplateRow } from '../templates/template.entity.ts';
import type { TemplateService } from '../templates/template.service.ts';
import { PromptTemplateType } from '../templates/template.type.ts';
import type { WorkspaceRow } from '../workspaces/workspace/workspace.entity.ts';
import type { WorkspaceService } from '../workspaces/workspace/workspace.service.ts';
import { WorkspaceType } from '../workspaces/workspace/workspace.type.ts';
import type { BatchStatsRow } from './batch.entity.ts';
import { statsOfBatch } from './batch.read.ts';
import type { ListedBatch } from './batch.read.ts';
import { BatchCountsType, BatchType } from './batch.type.ts';

interface BatchFieldsParts {
  readonly workspaces: WorkspaceService;
  readonly jobs: JobService;
  readonly templates: TemplateService;
  readonly presets: PresetService;
}

/** Fields of `Batch` that are read from other features. */
@Resolver(() => BatchType)
export class BatchFieldsResolver {
  readonly #parts: BatchFieldsParts;

  constructor(parts: BatchFieldsParts) {
    this.#parts = parts;
  }

  @FieldResolver(() => BatchCountsType, { description: 'Number of rows of the batch in each state.' })
  async counts(@Ctx() { scope }: Context, @Root() batch: ListedBatch): Promise<BatchStatsRow> {
    const stats = preloaded(batch, 'counts', statsOfBatch) ?? (await statsOfBatch.load(scope, batch.id));
    if (!stats) throw new Error('every batch has rows');
    return stats;
  }

  @FieldResolver(() => JobConnectionType, {
    description: 'The jobs of the batch, newest first by default. Jobs are created for a few rows at a time.',
  })
  async jobs(
    @Ctx() { scope }: Context,
    @Root() batch: ListedBatch,
    @Info() info: GraphQLResolveInfo,
    @Args(() => JobListArgs) args: ListArgs<JobFilter, JobOrderField>,
  ): Promise<Connection<ListedJob>> {
    return connectionOf(await this.#parts.jobs.ofBatch(scope, batch, args, ofNodes(selectionOf(info))));
  }

  @FieldResolver(() => PromptTemplateType, {
    nullable: true,
    description: 'The prompt template that the batch was created from, as it is now. Null when it was deleted.',
  })
  template(@Ctx() { scope }: Context, @Root() { templateId }: ListedBatch): Promise<PromptTemplateRow | null> | null {
    return templateId ? this.#parts.templates.load(scope, templateId) : null;
  }

  @FieldResolver(() => PresetType, {
    nullable: true,
    description: 'The preset that the batch was created with, as it is now. Null when there is none, and when it was deleted.',
  })
  preset(@Ctx() { scope }: Context, @Root() { presetId }: ListedBatch): Promise<Preset | null> | null {
    return presetId ? this.#parts.presets.load(scope, presetId) : null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'The person who created the batch, directly or with an API key. Null when that person has left the workspace.',
  })
  createdBy(@Ctx() { scope }: Context, @Root() batch: ListedBatch): Promise<SeenUser | null> | SeenUser | null {
    const along = preloaded(batch, 'createdBy', users);
    if (along !== undefined) return along;
    return batch.createdBy ? loadUser(scope, batch.createdBy) : null;
  }

  @FieldResolver(() => WorkspaceType, { description: 'The workspace that the batch belongs to.' })
  workspace(@Ctx() { scope }: Context, @Root() batch: ListedBatch): Promise<WorkspaceRow> {
    return this.#parts.workspaces.load(scope, batch.workspaceId);
  }
}
