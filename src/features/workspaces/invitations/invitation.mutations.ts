import { defineMutation } from '../../../platform/mutation/mutation.ts';
import { workspaceMutation } from '../workspace/workspace.access.ts';

export const acceptInvitation = defineMutation({
  name: 'acceptInvitation',
  access: 'SELF',
  audit: 'The role that was accepted.',
});

export const declineInvitation = defineMutation({
  name: 'declineInvitation',
  access: 'SELF',
  audit: 'The invitation.',
});

export const inviteMember = workspaceMutation({
  name: 'inviteMember',
  action: 'MANAGE_MEMBERS',
  usersOnly: true,
  rateLimit: 'invite',
  audit: 'The invited address and role.',
});

export const revokeInvitation = workspaceMutation({
  name: 'revokeInvitation',
  action: 'MANAGE_MEMBERS',
  usersOnly: true,
  audit: 'The invited address and role.',
});
