import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const connectYouTube = workspaceMutation({
  name: 'connectYouTube',
  action: 'MANAGE_CHANNELS',
  usersOnly: true,
  audit: 'The page to return to.',
});

export const completeYouTube = workspaceMutation({
  name: 'completeYouTube',
  action: 'MANAGE_CHANNELS',
  usersOnly: true,
  audit: 'The channel, its name and its features; never the tokens.',
});

export const connectBucket = workspaceMutation({
  name: 'connectBucket',
  action: 'MANAGE_CHANNELS',
  rateLimit: 'upload',
  audit: 'The endpoint, the bucket and the prefix; never the keys.',
});

export const disconnectChannel = workspaceMutation({
  name: 'disconnectChannel',
  action: 'MANAGE_CHANNELS',
  audit: 'The channel and its name.',
});
