import { workspaceMutation } from '../workspace/workspace.access.ts';

export const changeMemberRole = workspaceMutation({
  name: 'changeMemberRole',
  action: 'MANAGE_MEMBERS',
  usersOnly: true,
  audit: 'The role, before and after.',
});

export const leaveWorkspace = workspaceMutation({
  name: 'leaveWorkspace',
  action: 'VIEW',
  usersOnly: true,
  audit: 'The role that was given up.',
});

export const removeMember = workspaceMutation({
  name: 'removeMember',
  action: 'MANAGE_MEMBERS',
  usersOnly: true,
  audit: "The removed member's role.",
});

export const transferOwnership = workspaceMutation({
  name: 'transferOwnership',
  action: 'TRANSFER_OWNERSHIP',
  usersOnly: true,
  audit: 'The roles of both members, before and after.',
});
