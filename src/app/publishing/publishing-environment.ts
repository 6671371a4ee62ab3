import { z } from 'zod';
import type { PublishingSettings } from '../../features/publishing/publishing-settings.ts';
import { isCidr } from '../../platform/http/public-address.ts';
import { YOUTUBE_CALLS, YOUTUBE_COSTS } from '../../platform/youtube/youtube-settings.ts';
import type { YouTubeCall } from '../../platform/youtube/youtube-settings.ts';

const MAX_UNITS = 1_000_000_000;
const units = z.coerce
  .number(`must be a whole number from 0 to ${MAX_UNITS}`)
  .int(`must be a whole number from 0 to ${MAX_UNITS}`)
  .min(0, `must be a whole number from 0 to ${MAX_UNITS}`)
  .max(MAX_UNITS, `must be a whole number from 0 to ${MAX_UNITS}`);
const items = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
const url = (example: string, standard: string) =>
  z
    .url({ protocol: /^https?$/, error: `must be a URL such as ${example}` })
    .transform((text) => text.replace(/\/+$/, ''))
    .default(standard);
const isCall = (name: string): name is YouTubeCall => YOUTUBE_CALLS.some((call) => call === name);

/** Variables of publishing; docs/publishing.md explains how to set them. */
export const publishingVariables = {
  YOUTUBE_CLIENT_ID: z
    .string()
    .optional()
    .describe('OAuth client id of the Google project that publishes to YouTube; without it, YouTube is off.'),
  YOUTUBE_CLIENT_SECRET: z.string().optional().describe('OAuth client secret of YOUTUBE_CLIENT_ID.'),
  YOUTUBE_ISSUER: url('https://accounts.google.com', 'https://accounts.google.com').describe('Where channel owners grant access.'),
  YOUTUBE_API_URL: url('https://www.googleapis.com', 'https://www.googleapis.com').describe('Address of the YouTube Data API.'),
  YOUTUBE_DAILY_UPLOADS: units.default(100).describe('Uploads a day that Google allows the project.'),
  YOUTUBE_DAILY_UNITS: units.default(10_000).describe('Units a day that Google allows the project for all calls but uploads.'),
  YOUTUBE_COSTS: z
    .string()
    .default('')
    .transform((text) => items(text).map((item) => item.split('=')))
    .refine(
      (pairs) => pairs.every(([name = '', cost = '', ...rest]) => isCall(name) && /^\d{1,6}$/.test(cost) && rest.length === 0),
      `must be calls with units such as captions.insert=400; calls are ${YOUTUBE_CALLS.join(', ')}`,
    )
    .describe('Units of calls whose cost has changed, such as captions.insert=400,thumbnails.set=50.'),
  PUBLISH_RETURN_ORIGINS: z
    .string()
    .optional()
    .transform((text) => (text === undefined ? undefined : items(text)))
    .refine(
      (origins) => origins?.every((item) => URL.parse(item)?.origin === item) ?? true,
      'must be origins such as https://app.example.com',
    )
    .describe('Origins of pages to which the browser returns from Google, comma-separated; that of APP_URL by default.'),
  PUBLISH_ALLOW_CIDRS: z
    .string()
    .transform(items)
    .refine((ranges) => ranges.every(isCidr), 'must be comma-separated ranges such as 10.0.0.0/8')
    .default([])
    .describe('Address ranges in which connected buckets may be besides public ones.'),
};

type Environment = z.infer<z.ZodObject<typeof publishingVariables>>;

/** What is wrong with variables that belong together. */
export const publishingProblems = (given: Readonly<Record<string, string | undefined>>): readonly string[] =>
  (given['YOUTUBE_CLIENT_ID'] === undefined) !== (given['YOUTUBE_CLIENT_SECRET'] === undefined)
    ? ['YOUTUBE_CLIENT_ID, YOUTUBE_CLIENT_SECRET: set both or neither']
    : [];

export function publishingSettings(env: Environment, appUrl: string): PublishingSettings {
  const { YOUTUBE_CLIENT_ID: clientId, YOUTUBE_CLIENT_SECRET: clientSecret } = env;
  const changed = Object.fromEntries(env.YOUTUBE_COSTS.map(([name = '', cost]) => [name, Number(cost)]));
  return {
    youtube:
      clientId === undefined || clientSecret === undefined
        ? undefined
        : {
            ...{ clientId, clientSecret, issuer: env.YOUTUBE_ISSUER, apiUrl: env.YOUTUBE_API_URL },
            ...{ dailyUploads: env.YOUTUBE_DAILY_UPLOADS, dailyUnits: env.YOUTUBE_DAILY_UNITS },
            costs: { ...YOUTUBE_COSTS, ...changed },
          },
    returnOrigins: env.PUBLISH_RETURN_ORIGINS ?? [new URL(appUrl).origin],
    allowCidrs: env.PUBLISH_ALLOW_CIDRS,
  };
}
