export interface RateLimitSetting {
  readonly variable: string;
  /** Calls a minute by default. */
  readonly default: number;
  readonly description: string;
  /** A day allows this many times the limit per minute, for each person and workspace: these calls send emails. */
  readonly timesADay?: number;
  /** An hour allows this many times the limit per minute: failed sign-ins to one account from places that never signed in to it. */
  readonly timesAnHour?: number;
  /** Calls for a workspace are counted together too, for all members. */
  readonly countsWorkspace?: true;
}

const SIGN_IN_TIMES_AN_HOUR = 10;
const EMAIL_TIMES_A_DAY = 10;

/**
 * The rate limits of an installation: calls a minute, 0 turns one off. Names, variables, defaults and descriptions exist only here:
 * `config.ts` reads them, and tests compare `.env.example`, docs/operations.md and docs/limits.md with them.
 */
export const RATE_LIMITS = {
  login: {
    variable: 'RATE_LIMIT_LOGIN',
    default: 5,
    description: `Failed sign-ins a minute from one address; for one account ${SIGN_IN_TIMES_AN_HOUR} times as many an hour; 0 is no limit, here and below.`,
    timesAnHour: SIGN_IN_TIMES_AN_HOUR,
  },
  register: { variable: 'RATE_LIMIT_REGISTER', default: 30, description: 'Registrations a minute per IP address.' },
  mail: {
    variable: 'RATE_LIMIT_MAIL',
    default: 5,
    description: `Resets, verifications and registrations a minute for one account or address; for one account ${EMAIL_TIMES_A_DAY} times as many a day.`,
    timesADay: EMAIL_TIMES_A_DAY,
  },
  invite: {
    variable: 'RATE_LIMIT_INVITE',
    default: 30,
    description: `Invitations a minute by one person, workspace or address; by person and workspace ${EMAIL_TIMES_A_DAY} times as many a day.`,
    timesADay: EMAIL_TIMES_A_DAY,
    countsWorkspace: true,
  },
  generate: { variable: 'RATE_LIMIT_GENERATE', default: 120, description: 'Films and other paid jobs a minute per person or IP address.' },
  preview: { variable: 'RATE_LIMIT_PREVIEW', default: 240, description: 'Frames of projects drawn a minute per person or IP address.' },
  slots: {
    variable: 'RATE_LIMIT_SLOTS',
    default: 60,
    description: `Changes of slots a minute per person or IP address; for one person ${EMAIL_TIMES_A_DAY} times as many a day.`,
    timesADay: EMAIL_TIMES_A_DAY,
  },
  review: {
    variable: 'RATE_LIMIT_REVIEW',
    default: 60,
    description: `Comments and other calls of reviews a minute per person, reviewer or IP address; for one person or reviewer ${EMAIL_TIMES_A_DAY} times as many a day.`,
    timesADay: EMAIL_TIMES_A_DAY,
  },
  upload: { variable: 'RATE_LIMIT_UPLOAD', default: 600, description: 'Uploads and imports started a minute per person or IP address.' },
  api: {
    variable: 'RATE_LIMIT_API',
    default: 3_000,
    description: 'Operations a minute per person or API key; twice as many per IP address.',
  },
} as const satisfies Readonly<Record<string, RateLimitSetting>>;

export type RateLimitName = keyof typeof RATE_LIMITS;
/** Limits that single mutations count against; every operation counts against `api`. */
export type MutationRateLimit = Exclude<RateLimitName, 'api'>;
