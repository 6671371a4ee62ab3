const withInput = (field: string, type: string, selection = ''): string =>
  `mutation ($input: ${type}!) { answer: ${field}(input: $input) ${selection} }`;

/** Every document that the page sends. The API trusts them where it runs trusted documents only. */
export const DOCUMENTS = {
  login: withInput('login', 'LoginInput', '{ accessToken }'),
  logout: 'mutation { answer: logout }',
  verifyEmail: withInput('verifyEmail', 'VerifyEmailInput'),
  requestEmailVerification: 'mutation { answer: requestEmailVerification }',
  requestPasswordReset: withInput('requestPasswordReset', 'RequestPasswordResetInput'),
  resetPassword: withInput('resetPassword', 'ResetPasswordInput'),
  register: withInput('register', 'RegisterInput', '{ accessToken workspace { name } }'),
  acceptInvitation: withInput('acceptInvitation', 'AcceptInvitationInput', '{ name }'),
  declineInvitation: withInput('declineInvitation', 'DeclineInvitationInput'),
  initializeSystem: withInput('initializeSystem', 'InitializeSystemInput', '{ accessToken }'),
} as const;
