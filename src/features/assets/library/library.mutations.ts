import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const deleteAsset = workspaceMutation({
  name: 'deleteAsset',
  action: 'MANAGE_ASSETS',
  audit: "The asset's name.",
});

export const restoreAsset = workspaceMutation({
  name: 'restoreAsset',
  action: 'MANAGE_ASSETS',
  audit: "The asset's name.",
});

export const updateAsset = workspaceMutation({
  name: 'updateAsset',
  action: 'MANAGE_ASSETS',
  audit: 'The changed fields, before and after.',
});
