import { workspaceMutation } from '../workspace/workspace.access.ts';

export const createApiKey = workspaceMutation({
  name: 'createApiKey',
  action: 'MANAGE_API_KEYS',
  usersOnly: true,
  idempotencyKey: true,
  audit: 'The name, role and expiry; never the key.',
});

export const revokeApiKey = workspaceMutation({
  name: 'revokeApiKey',
  action: 'MANAGE_API_KEYS',
  usersOnly: true,
  audit: 'The name and role.',
});
