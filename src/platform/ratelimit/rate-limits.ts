/** Limits of an installation, calls a minute for each actor and each IP address; 0 turns one off. `config.ts` and docs/limits.md read this table. */
export const RATE_LIMITS = {
  login: { variable: 'RATE_LIMIT_LOGIN', default: 5, description: 'Calls that try a password or a code.' },
  register: { variable: 'RATE_LIMIT_REGISTER', default: 30, description: 'Registrations, and external sign-ins begun.' },
  mail: { variable: 'RATE_LIMIT_MAIL', default: 5, description: 'Emails requested: verifications and password resets.' },
  invite: { variable: 'RATE_LIMIT_INVITE', default: 30, description: 'Invitations.' },
  generate: { variable: 'RATE_LIMIT_GENERATE', default: 120, description: 'Jobs started or retried.' },
  upload: { variable: 'RATE_LIMIT_UPLOAD', default: 600, description: 'Uploads and imports begun.' },
} as const;

export type RateLimitName = keyof typeof RATE_LIMITS;
