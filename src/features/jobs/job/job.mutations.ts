import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const cancelJob = workspaceMutation({
  name: 'cancelJob',
  action: 'CANCEL_JOB',
  audit: "The job's status before.",
});

export const deleteJob = workspaceMutation({
  name: 'deleteJob',
  action: 'DELETE_JOB',
  audit: "The job's type and status.",
});

export const retryJob = workspaceMutation({
  name: 'retryJob',
  action: 'RETRY_JOB',
  administratorsToo: true,
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The stage from which the job starts again.',
});
