import { users } from '../../features/identity/account/user.read.ts';
import { projectsById } from '../../features/projects/project/project.read.ts';
import type { IncludeField } from '../../platform/database/lists/row-mapper.ts';

/** Fields of slots that lists read in the same statement, from every feature. */
export const slotIncludes: readonly IncludeField[] = [
  { name: 'giver', fields: ['giver'], key: 'giver_id', nested: users, planned: true },
  { name: 'taker', fields: ['taker'], key: 'taker_id', nested: users, planned: true },
  { name: 'createdBy', fields: ['createdBy'], key: 'created_by', nested: users, planned: true },
  { name: 'updatedBy', fields: ['updatedBy'], key: 'updated_by', nested: users, planned: true },
  { name: 'project', fields: ['project'], key: 'project_id', nested: projectsById, planned: true },
];
