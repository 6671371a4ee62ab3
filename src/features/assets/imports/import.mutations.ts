import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const importAsset = workspaceMutation({
  name: 'importAsset',
  action: 'UPLOAD_ASSET',
  rateLimit: 'upload',
  idempotencyKey: true,
  audit: 'The URL without its query.',
});
