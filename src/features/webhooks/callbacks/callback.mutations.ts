import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const rotateCallbackSecret = workspaceMutation({
  name: 'rotateCallbackSecret',
  action: 'MANAGE_WEBHOOKS',
  audit: 'That the secret was created or rotated.',
});
