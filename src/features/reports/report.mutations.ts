import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const exportAuditEvents = workspaceMutation({
  name: 'exportAuditEvents',
  action: 'VIEW_AUDIT',
  idempotencyKey: true,
  audit: 'The filter of the export.',
});

export const exportUsage = workspaceMutation({
  name: 'exportUsage',
  action: 'MANAGE_BILLING',
  idempotencyKey: true,
  audit: 'The month of the statement.',
});
