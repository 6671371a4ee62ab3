import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const exportUsage = workspaceMutation({
  name: 'exportUsage',
  action: 'MANAGE_BILLING',
  idempotencyKey: true,
  audit: 'The month of the statement.',
});
