import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const deleteAccount = defineMutation({
  name: 'deleteAccount',
  access: 'SELF',
  rateLimit: 'login',
  audit: 'That the account was deleted.',
});

export const exportMyData = defineMutation({
  name: 'exportMyData',
  access: 'SELF',
  audit: 'That the data was exported.',
});

export const updateProfile = defineMutation({
  name: 'updateProfile',
  access: 'SELF',
  audit: 'The changed fields, before and after.',
});
