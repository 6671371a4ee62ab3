import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const createShareLink = workspaceMutation({
  name: 'createShareLink',
  action: 'MANAGE_ASSETS',
  idempotencyKey: true,
  audit: 'The asset, the expiry, whether a password is set and whether reviews are enabled.',
});

export const updateShareLink = workspaceMutation({
  name: 'updateShareLink',
  action: 'MANAGE_ASSETS',
  audit: 'The asset, and whether reviews are enabled, before and after.',
});

export const revokeShareLink = workspaceMutation({
  name: 'revokeShareLink',
  action: 'MANAGE_ASSETS',
  audit: 'The asset.',
});
