import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const loginWithGoogle = defineMutation({
  name: 'loginWithGoogle',
  access: 'PUBLIC',
  rateLimit: 'login',
  countsFailuresOnly: true,
  audit: "The session's user.",
});

export const startGoogleSignIn = defineMutation({
  name: 'startGoogleSignIn',
  access: 'PUBLIC',
  rateLimit: 'register',
  audit: 'Nothing: no account is known yet.',
});
