import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const requestEmailVerification = defineMutation({
  name: 'requestEmailVerification',
  access: 'SELF',
  rateLimit: 'mail',
  audit: 'That an email was requested.',
});

export const verifyEmail = defineMutation({
  name: 'verifyEmail',
  access: 'PUBLIC',
  rateLimit: 'mail',
  audit: 'That the address was verified.',
});
