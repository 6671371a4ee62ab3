import { workspaceMutation } from '../workspace/workspace.access.ts';

export const changeMemberRole = workspaceMutation({
  name: 'changeMemberRole',
  action: 'MANAGE_MEMBERS',
  audit: 'The role, before and after.',
});

export const leaveWorkspace = workspaceMutation({
  name: 'leaveWorkspace',
  action: 'VIEW',
  audit: 'The role that was given up.',
});

export const removeMember = workspaceMutation({
  name: 'removeMember',
  action: 'MANAGE_MEMBERS',
  audit: "The removed member's role.",
});

export const transferOwnership = workspaceMutation({
  name: 'transferOwnership',
  action: 'TRANSFER_OWNERSHIP',
  audit: 'The roles of both members, before and after.',
});
