import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createProject = workspaceMutation({
  name: 'createProject',
  action: 'MANAGE_PROJECTS',
  idempotencyKey: true,
  audit: 'The fields of the project.',
});

export const updateProject = workspaceMutation({
  name: 'updateProject',
  action: 'MANAGE_PROJECTS',
  audit: 'The changed fields, before and after.',
});

export const deleteProject = workspaceMutation({
  name: 'deleteProject',
  action: 'MANAGE_PROJECTS',
  audit: "The project's name.",
});

export const restoreProject = workspaceMutation({
  name: 'restoreProject',
  action: 'MANAGE_PROJECTS',
  audit: "The project's name.",
});

export const duplicateProject = workspaceMutation({
  name: 'duplicateProject',
  action: 'MANAGE_PROJECTS',
  idempotencyKey: true,
  audit: 'The project that was copied.',
});
