export interface RateLimitSetting {
  readonly variable: string;
  /** Calls a minute. */
  readonly default: number;
  readonly description: string;
  /** Of the minute's limit, in a day, per person and workspace: what makes us write to people each minute is a flood. */
  readonly minutesADay?: number;
  /** Of the minute's limit, in an hour: failures for one account from places that never signed in to it. */
  readonly minutesAnHour?: number;
  /** Counts the calls for a workspace too. */
  readonly countsWorkspace?: true;
}

/**
 * The rate limits of an installation: calls a minute, 0 turns one off. The only place of their names, variables, defaults and descriptions:
 * `config.ts` reads it, and tests compare `.env.example`, docs/operations.md and docs/limits.md with it.
 */
export const RATE_LIMITS = {
  login: {
    variable: 'RATE_LIMIT_LOGIN',
    default: 5,
    description: 'Failed sign-ins a minute from one address; for one account ten times as many an hour; 0 is no limit, here and below.',
    minutesAnHour: 10,
  },
  register: { variable: 'RATE_LIMIT_REGISTER', default: 30, description: 'Registrations a minute per IP address.' },
  mail: {
    variable: 'RATE_LIMIT_MAIL',
    default: 5,
    description: 'Resets, verifications and registrations a minute for one account or address; for one account ten times as many a day.',
    minutesADay: 10,
  },
  invite: {
    variable: 'RATE_LIMIT_INVITE',
    default: 30,
    description: 'Invitations a minute by one person, workspace or address; by person and workspace ten times as many a day.',
    minutesADay: 10,
    countsWorkspace: true,
  },
  generate: { variable: 'RATE_LIMIT_GENERATE', default: 120, description: 'Films and other paid jobs a minute per person or IP address.' },
  preview: { variable: 'RATE_LIMIT_PREVIEW', default: 240, description: 'Frames of projects drawn a minute per person or IP address.' },
  upload: { variable: 'RATE_LIMIT_UPLOAD', default: 600, description: 'Uploads and imports started a minute per person or IP address.' },
  api: {
    variable: 'RATE_LIMIT_API',
    default: 3_000,
    description: 'Operations a minute per person or API key; twice as many per IP address.',
  },
} as const satisfies Readonly<Record<string, RateLimitSetting>>;

export type RateLimitName = keyof typeof RATE_LIMITS;
/** Those that single mutations count against; every operation counts against `api`. */
export type MutationRateLimit = Exclude<RateLimitName, 'api'>;
