import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createShareLink = workspaceMutation({
  name: 'createShareLink',
  action: 'MANAGE_ASSETS',
  idempotencyKey: true,
  audit: 'The asset, the expiry and whether a password is set.',
});

export const revokeShareLink = workspaceMutation({
  name: 'revokeShareLink',
  action: 'MANAGE_ASSETS',
  audit: 'The asset.',
});
