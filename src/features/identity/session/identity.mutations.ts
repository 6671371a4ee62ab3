import { defineMutation } from '../../../platform/mutation/mutation.ts';

export const login = defineMutation({
  name: 'login',
  access: 'PUBLIC',
  rateLimit: 'login',
  countsFailuresOnly: true,
  knowsSources: true,
  audit: "The session's user.",
});

export const logout = defineMutation({
  name: 'logout',
  access: 'SELF',
  audit: 'Whether every session was revoked.',
});

export const refreshToken = defineMutation({
  name: 'refreshToken',
  access: 'PUBLIC',
  audit: 'Whether the token was exchanged or its reuse revoked the session.',
});

export const register = defineMutation({
  name: 'register',
  access: 'PUBLIC',
  rateLimit: 'register',
  // Registering sends an email to an address whose owner may not have asked for it.
  accountRateLimit: 'mail',
  audit: "The new account's name and email domain are not written; only the account id.",
});
