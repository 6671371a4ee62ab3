import { z } from 'zod';
import { FEATURES, MAX_SIGNUP_CREDITS } from '../../features/admin/settings/settings.states.ts';
import type { Registration } from '../../features/admin/settings/settings.states.ts';
import { MAX_SPEND_LIMIT } from '../../features/billing/spend/spend.states.ts';
import { LOCALES } from '../../platform/messages/locale.ts';

const number = (atMost: number, what: string) =>
  z
    .string()
    .regex(/^\d{1,7}(?:\.\d{1,2})?$/, what)
    .transform(Number)
    .refine((value) => value <= atMost, what);

/** Variables of settings that administrators can change where the variable is not set. */
export const settingVariables = {
  SIGNUP_CREDITS: number(MAX_SIGNUP_CREDITS, `must be a whole number from 0 to ${MAX_SIGNUP_CREDITS}`)
    .refine(Number.isInteger, `must be a whole number from 0 to ${MAX_SIGNUP_CREDITS}`)
    .optional()
    .describe('Credits of a person’s first workspace.'),
  DISABLED_FEATURES: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(FEATURES, `must be some of ${FEATURES.join(', ')}, with commas between`)))
    .optional()
    .describe('Functions that are switched off, of BATCHES, IMPORTS, SHARE_LINKS and WEBHOOKS, with commas between.'),
  SPEND_LIMIT: number(MAX_SPEND_LIMIT, `must be US dollars from 0 to ${MAX_SPEND_LIMIT}, such as 25 or 2.50`)
    .optional()
    .describe('US dollars that calls with keys of the installation may cost in a calendar month; no limit by default.'),
  DEFAULT_LOCALE: z
    .enum(LOCALES, `must be one of ${LOCALES.join(', ')}`)
    .optional()
    .describe('Language of emails to people who have chosen none, in workspaces without a language: en, de or zh; en by default.'),
} as const;

type SettingEnvironment = z.infer<z.ZodObject<typeof settingVariables>> & {
  readonly REGISTRATION?: Registration | undefined;
};

/** Settings that administrators cannot change, because their variables are set. */
export const environmentSettings = (env: SettingEnvironment) => ({
  registration: env.REGISTRATION,
  signupCredits: env.SIGNUP_CREDITS,
  disabledFeatures: env.DISABLED_FEATURES,
  spendLimit: env.SPEND_LIMIT,
  defaultLocale: env.DEFAULT_LOCALE,
});
