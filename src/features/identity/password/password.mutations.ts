import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const changePassword = defineMutation({
  name: 'changePassword',
  access: 'SELF',
  rateLimit: 'login',
  countsFailuresOnly: true,
  audit: 'That the password changed.',
});

export const requestPasswordReset = defineMutation({
  name: 'requestPasswordReset',
  access: 'PUBLIC',
  rateLimit: 'mail',
  audit: 'Nothing: the answer is the same for every address.',
});

export const resetPassword = defineMutation({
  name: 'resetPassword',
  access: 'PUBLIC',
  rateLimit: 'mail',
  audit: 'That the password was reset.',
});
