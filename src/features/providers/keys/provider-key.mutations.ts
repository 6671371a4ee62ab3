import { workspaceMutation } from '../../workspaces/workspace/workspace.access.ts';

export const removeProviderKey = workspaceMutation({
  name: 'removeProviderKey',
  action: 'MANAGE_PROVIDER_KEYS',
  audit: 'The provider.',
});

export const setProviderKey = workspaceMutation({
  name: 'setProviderKey',
  action: 'MANAGE_PROVIDER_KEYS',
  audit: 'The provider; never the key.',
});

export const testProviderKey = workspaceMutation({
  name: 'testProviderKey',
  action: 'MANAGE_PROVIDER_KEYS',
  rateLimit: 'upload',
  audit: 'The provider, and whether its key works.',
});
