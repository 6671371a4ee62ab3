import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const addScene = workspaceMutation({
  name: 'addScene',
  action: 'MANAGE_PROJECTS',
  idempotencyKey: true,
  audit: 'The fields of the scene.',
});

export const updateScene = workspaceMutation({
  name: 'updateScene',
  action: 'MANAGE_PROJECTS',
  audit: 'The changed fields, before and after.',
});

export const moveScene = workspaceMutation({
  name: 'moveScene',
  action: 'MANAGE_PROJECTS',
  audit: 'The scene that it follows.',
});

export const removeScene = workspaceMutation({
  name: 'removeScene',
  action: 'MANAGE_PROJECTS',
  audit: 'The fields of the scene.',
});
