import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const abortUpload = workspaceMutation({
  name: 'abortUpload',
  action: 'UPLOAD_ASSET',
  audit: 'The announced file name.',
});

export const completeUpload = workspaceMutation({
  name: 'completeUpload',
  action: 'UPLOAD_ASSET',
  audit: 'The asset that was made.',
});

export const createUpload = workspaceMutation({
  name: 'createUpload',
  action: 'UPLOAD_ASSET',
  rateLimit: 'upload',
  idempotencyKey: true,
  audit: 'The announced file name, type and size.',
});
