import { workspaceMutation } from '../workspaces/workspace/workspace.access.ts';

export const generateVideo = workspaceMutation({
  name: 'generateVideo',
  action: 'MAKE_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The request: prompt or script, voice, look and format.',
});
