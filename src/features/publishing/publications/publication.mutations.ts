import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const publishVideo = workspaceMutation({
  name: 'publishVideo',
  action: 'PUBLISH_VIDEO',
  rateLimit: 'generate',
  idempotencyKey: true,
  audit: 'The channel, the film, the title, the privacy and the time.',
});
