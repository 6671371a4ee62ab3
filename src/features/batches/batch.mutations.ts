import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const createBatch = workspaceMutation({
  name: 'createBatch',
  action: 'MANAGE_BATCHES',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The name, the template, the preset, the asset with the rows, and their number.',
});

export const pauseBatch = workspaceMutation({
  name: 'pauseBatch',
  action: 'MANAGE_BATCHES',
  audit: "The batch's status before.",
});

export const resumeBatch = workspaceMutation({
  name: 'resumeBatch',
  action: 'MANAGE_BATCHES',
  audit: "The batch's status before.",
});

export const cancelBatch = workspaceMutation({
  name: 'cancelBatch',
  action: 'MANAGE_BATCHES',
  audit: "The batch's status before.",
});

export const retryBatch = workspaceMutation({
  name: 'retryBatch',
  action: 'MANAGE_BATCHES',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The number of rows that are retried.',
});

export const exportBatch = workspaceMutation({
  name: 'exportBatch',
  action: 'MANAGE_BATCHES',
  idempotencyKey: true,
  audit: 'The batch.',
});
