import { sql } from 'kysely';
import { getMetadataStorage } from 'type-graphql';
import { BatchReads } from '../../features/batches/batch.read.ts';
import { JobReads } from '../../features/jobs/job/job.read.ts';
import { ProjectReads } from '../../features/projects/project/project.read.ts';
import { SlotReads } from '../../features/scheduling/slot.read.ts';
import { membersOfWorkspace } from '../../features/workspaces/workspace/workspace.read.ts';
import { WorkspaceEntity } from '../../features/workspaces/workspace/workspace.entity.ts';
import { ById } from '../../platform/database/lists/by-id.ts';
import { RowMapper } from '../../platform/database/lists/row-mapper.ts';
import type { PlannedRows } from '../../platform/database/lists/row-mapper.ts';
import { batchIncludes } from './batch-includes.ts';
import { jobIncludes } from './job-includes.ts';
import { projectIncludes } from './project-includes.ts';
import { slotIncludes } from './slot-includes.ts';

/**
 * The queries that planned operations start from, by name. What can be read below them is derived: columns without a resolver method, and
 * includes marked as planned.
 */
export function plannedRoots(): ReadonlyMap<string, PlannedRows> {
  const jobs = new JobReads(jobIncludes);
  const projects = new ProjectReads(projectIncludes(jobs));
  const batches = new BatchReads(batchIncludes(jobs));
  const slots = new SlotReads(slotIncludes);
  const workspaces = new RowMapper(WorkspaceEntity, {
    includes: [
      { name: 'jobs', fields: ['jobs'], key: 'id', nested: jobs.ofWorkspace, planned: true },
      { name: 'projects', fields: ['projects'], key: 'id', nested: projects.ofWorkspace, planned: true },
      { name: 'batches', fields: ['batches'], key: 'id', nested: batches.ofWorkspace, planned: true },
      { name: 'slots', fields: ['slots'], key: 'id', nested: slots.ofWorkspace, planned: true },
      { name: 'members', fields: ['members'], key: 'id', nested: membersOfWorkspace, planned: true },
    ],
  });
  return new Map([
    ['workspace', new ById(workspaces, sql`${workspaces.column('deletedAt')} is null`).planned],
    ['job', jobs.byId.planned],
    ['project', projects.byId.planned],
    ['batch', batches.byId.planned],
    ['slot', slots.byId.planned],
  ]);
}

/** `Type.field` of every field with a resolver method. Complete once the schema is built. */
export function resolvedFields(): ReadonlySet<string> {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const nameOf = (type: unknown): string | undefined => objectTypes.find(({ target }) => target === type)?.name;
  return new Set(fieldResolvers.map(({ getObjectType, schemaName }) => `${nameOf(getObjectType?.())}.${schemaName}`));
}
