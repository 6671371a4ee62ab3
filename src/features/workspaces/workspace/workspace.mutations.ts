import { defineMutation } from '../../../platform/mutation/mutation.ts';
import { workspaceMutation } from './workspace.access.ts';

export const createWorkspace = defineMutation({
  name: 'createWorkspace',
  access: 'SELF',
  audit: 'The name.',
});

export const deleteWorkspace = workspaceMutation({
  name: 'deleteWorkspace',
  action: 'DELETE_WORKSPACE',
  usersOnly: true,
  audit: 'The name.',
});

export const restoreWorkspace = defineMutation({
  name: 'restoreWorkspace',
  access: 'SELF',
  audit: 'That the workspace is back.',
});

export const updateWorkspace = workspaceMutation({
  name: 'updateWorkspace',
  action: 'UPDATE_WORKSPACE',
  usersOnly: true,
  audit: 'The changed fields, before and after.',
});
