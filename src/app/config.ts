import { join, resolve } from 'node:path';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { StartError } from '../kernel/start-error.ts';
import { isCidr } from '../platform/http/public-address.ts';
import { RATE_LIMITS } from '../platform/ratelimit/rate-limit-settings.ts';
import type { RateLimitName } from '../platform/ratelimit/rate-limit-settings.ts';
import { environmentSettings, settingVariables } from './administration/admin-environment.ts';
import { billingProblems, billingSettings, billingVariables } from './billing/billing-environment.ts';
import { flag, list, whole } from './environment/environment-values.ts';
import { monitoringSettings, monitoringVariables } from './metrics/monitoring-environment.ts';
import { publishingProblems, publishingSettings, publishingVariables } from './publishing/publishing-environment.ts';
import { servingProblems, servingSettings, servingVariables } from './serving/serving-environment.ts';
import { providerProblems, providerSettings, providerVariables } from './environment/provider-environment.ts';

const port = whole(0, 65_535);
const days = whole(1, 36_500);
/** Calls a minute. */
const rate = whole(0, 1_000_000);
const rateLimit = (name: RateLimitName) => rate.default(RATE_LIMITS[name].default).describe(RATE_LIMITS[name].description);
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');
const smtpUrl = z.url({ protocol: /^smtps?$/, error: 'must be a URL such as smtps://user:password@mail.example.org' });
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:4000' })
  .transform((text) => text.replace(/\/+$/, ''));
/** Whether the text can be a redirect URI, which is compared exactly, as providers do. A query would be lost in the redirect. */
const isRedirectUri = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === text && url.search === '' && url.hash === '';
};
const cidrs = list.refine((ranges) => ranges.every(isCidr), 'must be comma-separated ranges such as 10.0.0.0/8').default([]);
const EMAIL_DOMAIN = /^(\*|([\p{L}\p{N}-]+\.)+[\p{L}\p{N}-]+)$/u;
const key = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 random bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'));

/** Every environment variable that Reelwright reads, with a one-sentence description; `.env.example` lists the same. */
const environment = z.object({
  NODE_ENV: z.string().optional().describe('`production` requires every secret and disables GraphiQL and introspection.'),
  PORT: port.default(4000).describe('Port of the API.'),
  HOST: z.string().default('127.0.0.1').describe('Address the API listens on; 0.0.0.0 for all.'),
  PUBLIC_URL: httpUrl.optional().describe('Public URL of the API, used in links; http://localhost:PORT by default.'),
  PUBLIC_MEDIA_URL: httpUrl
    .optional()
    .describe('Public URL of a CDN in front of the API, for files of the showcase; PUBLIC_URL by default.'),
  TRUST_PROXY: whole(0, 100).default(0).describe('Number of trusted proxies in front of the API, for the client’s IP address.'),
  DATA_DIR: z.string().default('.data').describe('Folder of the embedded services, of generated secrets and of temporary files.'),
  VOICES_DIR: z.string().optional().describe('Folder of natural voices, the same for the API and all workers; DATA_DIR/voices by default.'),
  DATABASE_URL: postgresUrl.describe('PostgreSQL as the application role, which is subject to row-level security.'),
  DATABASE_OWNER_URL: postgresUrl.optional().describe('PostgreSQL as the table owner; used by migrations only.'),
  DATABASE_POOL: whole(2, 200).default(10).describe('Database connections of each process; the API opens as many again for reads.'),
  S3_ENDPOINT: httpUrl.describe('Endpoint of the S3-compatible object store, as the server reaches it.'),
  S3_PUBLIC_ENDPOINT: httpUrl.optional().describe('Endpoint of the object store, as browsers reach it; S3_ENDPOINT by default.'),
  S3_REGION: z.string().default('us-east-1').describe('Region of the bucket.'),
  S3_BUCKET: z.string().default('reelwright').describe('Bucket; created when it is missing.'),
  S3_ACCESS_KEY: z.string().min(1).describe('Access key of the object store.'),
  S3_SECRET_KEY: z.string().min(1).describe('Secret key of the object store.'),
  S3_UPLOAD_ACCESS_KEY: z.string().optional().describe('Access key that signs uploads and may only put parts; required with MinIO.'),
  S3_UPLOAD_SECRET_KEY: z.string().optional().describe('Secret key of S3_UPLOAD_ACCESS_KEY.'),
  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').describe('Signs access tokens; at least 32 characters.'),
  JWT_SECRET_PREVIOUS: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Previous JWT_SECRET; tokens it signed stay valid until they expire.'),
  ENCRYPTION_KEY: key.describe('Encrypts stored secrets, such as those of webhooks; 32 random bytes in base64.'),
  ENCRYPTION_KEY_PREVIOUS: key.optional().describe('Previous ENCRYPTION_KEY; workers re-encrypt its values within a minute.'),
  WEBHOOK_ALLOW_CIDRS: cidrs.describe('Address ranges that webhooks may reach besides public ones; for receivers in an intranet.'),
  IMPORT_ALLOW_CIDRS: cidrs.describe(
    'Address ranges from which files may be imported besides public ones. Every EDITOR can then read whatever answers there.',
  ),
  START_WAIT_SECONDS: whole(0, 86_400).default(180).describe('Seconds that a start waits for an unavailable database or object store.'),
  GOOGLE_CLIENT_ID: z.string().optional().describe('OAuth client id for Google sign-in; without it, Google sign-in is off.'),
  GOOGLE_CLIENT_SECRET: z.string().optional().describe('OAuth client secret for Google sign-in.'),
  GOOGLE_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://accounts.google.com' })
    .default('https://accounts.google.com')
    .describe('OpenID Connect issuer for sign-in: Google, or any issuer whose ID tokens contain email and email_verified.'),
  SIGN_IN_REDIRECT_URIS: list
    .refine((uris) => uris.every(isRedirectUri), 'must be comma-separated URLs with a path such as https://app.example.com/signed-in')
    .default([])
    .describe('Allowed redirect URIs for external sign-in, comma-separated; exact match.'),
  SIGN_IN_EMAIL_DOMAINS: list
    .transform((domains) => domains.map((domain) => domain.toLowerCase()))
    .refine(
      (domains) => domains.every((domain) => EMAIL_DOMAIN.test(domain)),
      'must be domains such as example.com with commas between, or *',
    )
    .default([])
    .describe('Domains of email addresses that GOOGLE_ISSUER may vouch for, with commas between, or *; Google needs none.'),
  REQUIRE_VERIFIED_EMAIL: flag
    .optional()
    .describe('Invitations and sign-up credits wait for a verified email address; true in production and with SMTP_URL.'),
  REGISTRATION: z
    .enum(['open', 'invite', 'closed'], 'must be open, invite or closed')
    .optional()
    .describe('Who may register: `open` (anyone), `invite` (invited people) or `closed` (nobody).'),
  SETUP_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('Token that appoints the first administrator by `initializeSystem`; each start of the API makes one by default.'),
  APP_URL: httpUrl.optional().describe('URL of the web client that emails link to; PUBLIC_URL by default.'),
  SMTP_URL: smtpUrl.optional().describe('SMTP server for emails; without it, workers write emails to DATA_DIR/mail.'),
  SMTP_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]*$/, 'must be an address such as Reelwright <studio@example.org>')
    .default('Reelwright <reelwright@localhost>')
    .describe('From header of emails.'),
  RATE_LIMIT_LOGIN: rateLimit('login'),
  RATE_LIMIT_REGISTER: rateLimit('register'),
  RATE_LIMIT_MAIL: rateLimit('mail'),
  RATE_LIMIT_INVITE: rateLimit('invite'),
  RATE_LIMIT_GENERATE: rateLimit('generate'),
  RATE_LIMIT_PREVIEW: rateLimit('preview'),
  RATE_LIMIT_SLOTS: rateLimit('slots'),
  RATE_LIMIT_REVIEW: rateLimit('review'),
  RATE_LIMIT_UPLOAD: rateLimit('upload'),
  RATE_LIMIT_API: rateLimit('api'),
  SOCKETS_PER_PERSON: rate
    .default(100)
    .describe('WebSockets that one person has open on one API at the same time, with those of their keys.'),
  SOCKETS_PER_ADDRESS: rate.default(1_000).describe('WebSockets from one IP address at the same time, on one API.'),
  SUBSCRIPTIONS_PER_PERSON: rate
    .default(1_000)
    .describe('Operations that run on the WebSockets of one person at the same time, on one API.'),
  SUBSCRIPTIONS_PER_ADDRESS: rate.default(10_000).describe('The same for all WebSockets from one IP address.'),
  ...settingVariables,
  EVENT_RETENTION_DAYS: days.default(30).describe('Days to keep a job’s events after it has ended.'),
  JOB_RETENTION_DAYS: days.default(365).describe('Days to keep a job after it has ended; its films and credit entries are kept.'),
  ARTIFACT_RETENTION_DAYS: days.default(30).describe('Days after which unused intermediate files are deleted.'),
  ALLOWED_ORIGINS: list
    .optional()
    .describe(
      'Origins of browsers that may call the API and the embedded store, with commas between; localhost by default outside production.',
    ),
  ...billingVariables,
  ...publishingVariables,
  ...providerVariables,
  FFMPEG_PATH: z.string().optional().describe('ffmpeg to use instead of the one found or bundled; 5 or newer.'),
  FFPROBE_PATH: z.string().optional().describe('ffprobe to use instead of the one found or bundled.'),
  WORKER_CONCURRENCY: whole(1, 64).optional().describe('Steps that one worker runs at once; one more than CPUs by default.'),
  WORK_DIR: z
    .string()
    .optional()
    .describe('Folder of a worker’s temporary files, never shared between containers or machines; DATA_DIR/work by default.'),
  GRAPHQL_INTROSPECTION: flag
    .optional()
    .describe('`true` enables introspection and GraphiQL in production too; `false` disables them everywhere.'),
  ...servingVariables,
  ...monitoringVariables,
});

/** Variables that are required in production, where nothing is generated. */
const DEMANDED_IN_PRODUCTION = [
  'DATABASE_URL',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'JWT_SECRET',
  'ENCRYPTION_KEY',
  'PUBLIC_URL',
  'ALLOWED_ORIGINS',
] as const;

export type Environment = Readonly<Record<string, string | undefined>>;
export type Config = Readonly<ReturnType<typeof shape>>;

/** Reads the environment once. @throws StartError that names each invalid variable and what is accepted. */
export function readConfig(env: Environment): Config {
  // An empty value in an env file means unset.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${given[String(path[0])] === undefined ? 'is missing' : message}`);
  if ((given['S3_UPLOAD_ACCESS_KEY'] === undefined) !== (given['S3_UPLOAD_SECRET_KEY'] === undefined))
    problems.push('S3_UPLOAD_ACCESS_KEY, S3_UPLOAD_SECRET_KEY: set both or neither');
  problems.push(...billingProblems(given), ...publishingProblems(given), ...providerProblems(given), ...servingProblems(given));
  if (given['NODE_ENV'] === 'production') {
    for (const name of DEMANDED_IN_PRODUCTION) {
      if (given[name] === undefined && !problems.some((problem) => problem.startsWith(`${name}:`)))
        problems.push(`${name} is required in production`);
    }
  }
  // Every command but `start` uses the services of a running stack, so all of these are missing when none runs.
  if (given['DATABASE_URL'] === undefined && given['NODE_ENV'] !== 'production')
    problems.push('Start Reelwright first (npm start with the same DATA_DIR) and leave it running, or set these variables.');
  if (problems.length > 0 || !parsed.success)
    throw new StartError(`Invalid environment variables:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  return Object.freeze(shape(parsed.data));
}

/** The folder of voices, for a command that needs no other setting. */
export const readVoicesDir = ({ DATA_DIR, VOICES_DIR }: { readonly [Name in 'DATA_DIR' | 'VOICES_DIR']?: string | undefined }): string =>
  resolve(VOICES_DIR || join(DATA_DIR || '.data', 'voices'));

function openIdOf(env: z.infer<typeof environment>) {
  const { GOOGLE_CLIENT_ID: clientId, GOOGLE_CLIENT_SECRET: clientSecret } = env;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { issuer: env.GOOGLE_ISSUER, clientId, clientSecret, emailDomains: env.SIGN_IN_EMAIL_DOMAINS };
}

/** The studio is served by the installation itself, so sign-in may return to it. */
function redirectUrisOf(env: z.infer<typeof environment>): readonly string[] {
  const studio = env.STUDIO_PAGE === 'on' ? [`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/`] : [];
  return [...env.SIGN_IN_REDIRECT_URIS, ...studio];
}

function shape(env: z.infer<typeof environment>) {
  const production = env.NODE_ENV === 'production';
  const dataDir = resolve(env.DATA_DIR);
  const appUrl = env.APP_URL ?? env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  return {
    production,
    ...{ port: env.PORT, host: env.HOST },
    ...{ publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`, publicMediaUrl: env.PUBLIC_MEDIA_URL },
    trustedProxies: env.TRUST_PROXY,
    dataDir,
    workDir: resolve(env.WORK_DIR ?? join(dataDir, 'work')),
    voicesDir: readVoicesDir(env),
    databaseUrl: env.DATABASE_URL,
    databaseOwnerUrl: env.DATABASE_OWNER_URL,
    databasePool: env.DATABASE_POOL,
    storage: {
      endpoint: env.S3_ENDPOINT,
      publicEndpoint: env.S3_PUBLIC_ENDPOINT ?? env.S3_ENDPOINT,
      region: env.S3_REGION,
      bucket: env.S3_BUCKET,
      accessKey: env.S3_ACCESS_KEY,
      secretKey: env.S3_SECRET_KEY,
      uploadKeys:
        env.S3_UPLOAD_ACCESS_KEY && env.S3_UPLOAD_SECRET_KEY
          ? { accessKey: env.S3_UPLOAD_ACCESS_KEY, secretKey: env.S3_UPLOAD_SECRET_KEY }
          : undefined,
    },
    jwtSecret: env.JWT_SECRET,
    jwtSecretPrevious: env.JWT_SECRET_PREVIOUS,
    encryptionKeys: { current: env.ENCRYPTION_KEY, previous: env.ENCRYPTION_KEY_PREVIOUS },
    /** Undefined when external sign-in is off. */
    openId: openIdOf(env),
    signInRedirectUris: redirectUrisOf(env),
    webhookAllowCidrs: env.WEBHOOK_ALLOW_CIDRS,
    importAllowCidrs: env.IMPORT_ALLOW_CIDRS,
    startWaitSeconds: env.START_WAIT_SECONDS,
    /** Settings that administrators cannot change, because their variables are set. */
    environmentSettings: environmentSettings(env),
    registration: env.REGISTRATION ?? 'open',
    /** Undefined where each start makes a token. */
    setupToken: env.SETUP_TOKEN,
    /** Without a mail server nobody could verify an address, so verification is not required by default. */
    requireVerifiedEmail: env.REQUIRE_VERIFIED_EMAIL ?? (production || env.SMTP_URL !== undefined),
    appUrl,
    mail: { smtpUrl: env.SMTP_URL, from: env.SMTP_FROM, folder: join(dataDir, 'mail') },
    /** Per minute; 0 disables the limit. */
    rateLimits: {
      login: env.RATE_LIMIT_LOGIN,
      register: env.RATE_LIMIT_REGISTER,
      mail: env.RATE_LIMIT_MAIL,
      invite: env.RATE_LIMIT_INVITE,
      generate: env.RATE_LIMIT_GENERATE,
      preview: env.RATE_LIMIT_PREVIEW,
      slots: env.RATE_LIMIT_SLOTS,
      review: env.RATE_LIMIT_REVIEW,
      upload: env.RATE_LIMIT_UPLOAD,
      api: env.RATE_LIMIT_API,
    },
    /** Maximum per process at the same time; 0 is no limit. */
    socketLimits: {
      socketsPerPerson: env.SOCKETS_PER_PERSON,
      socketsPerAddress: env.SOCKETS_PER_ADDRESS,
      operationsPerPerson: env.SUBSCRIPTIONS_PER_PERSON,
      operationsPerAddress: env.SUBSCRIPTIONS_PER_ADDRESS,
    },
    signupCredits: env.SIGNUP_CREDITS ?? 100,
    billing: billingSettings(env, appUrl),
    publishing: publishingSettings(env, appUrl),
    retention: { eventDays: env.EVENT_RETENTION_DAYS, jobDays: env.JOB_RETENTION_DAYS, artifactDays: env.ARTIFACT_RETENTION_DAYS },
    /** Undefined allows any localhost origin outside production. */
    allowedOrigins: env.ALLOWED_ORIGINS,
    providers: providerSettings(env),
    ffmpegPath: env.FFMPEG_PATH,
    ffprobePath: env.FFPROBE_PATH,
    // One more than the processors: while one step waits for a voice, a canvas or the store, the others keep every core busy.
    workerConcurrency: env.WORKER_CONCURRENCY ?? availableParallelism() + 1,
    explorer: env.GRAPHQL_INTROSPECTION ?? !production,
    ...servingSettings(env, production),
    ...monitoringSettings(env),
  };
}

/** Every variable with its description, for the tests that compare them with `.env.example` and `docs/operations.md`. */
export const environmentVariables: readonly { readonly name: string; readonly meaning: string }[] = Object.entries(environment.shape).map(
  ([name, { description = '' }]) => ({ name, meaning: description }),
);
