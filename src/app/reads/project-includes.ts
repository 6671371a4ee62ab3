import { assetsOfProject, newestFilmOfProject } from '../../features/assets/asset.read.ts';
import { users } from '../../features/identity/account/user.read.ts';
import type { JobReads } from '../../features/jobs/job/job.read.ts';
import { scenesOfProject } from '../../features/projects/scenes/scene.read.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';

/** Fields of projects that lists read in the same statement, from every feature. */
export const projectIncludes = (jobs: JobReads): readonly IncludeField[] => [
  { name: 'createdBy', fields: ['createdBy'], key: 'created_by', nested: users, planned: true },
  { name: 'scenes', fields: ['scenes'], key: 'id', nested: scenesOfProject, planned: true },
  { name: 'assets', fields: ['assets'], key: 'id', nested: assetsOfProject, planned: true },
  { name: 'jobs', fields: ['jobs'], key: 'id', nested: jobs.ofProject, planned: true },
  { name: 'latestVideo', fields: ['latestVideo'], key: 'id', nested: newestFilmOfProject, planned: true },
];
