import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const createPromptTemplate = workspaceMutation({
  name: 'createPromptTemplate',
  action: 'MANAGE_TEMPLATES',
  idempotencyKey: true,
  audit: 'The name, the text and the variables.',
});

export const updatePromptTemplate = workspaceMutation({
  name: 'updatePromptTemplate',
  action: 'MANAGE_TEMPLATES',
  audit: 'The changed fields, before and after.',
});

export const deletePromptTemplate = workspaceMutation({
  name: 'deletePromptTemplate',
  action: 'MANAGE_TEMPLATES',
  audit: 'The name.',
});
