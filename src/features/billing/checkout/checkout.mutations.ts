import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createBillingPortal = workspaceMutation({
  name: 'createBillingPortal',
  action: 'MANAGE_BILLING',
  usersOnly: true,
  audit: 'That the portal was opened.',
});

export const createCheckout = workspaceMutation({
  name: 'createCheckout',
  action: 'MANAGE_BILLING',
  usersOnly: true,
  idempotencyKey: true,
  audit: 'The plan or the number of credits.',
});
