import { resolve } from 'node:path';
import { z } from 'zod';
import { flag, whole } from '../environment/environment-values.ts';

/** Variables of answering, of pages and of stopping. */
export const servingVariables = {
  TRUSTED_DOCUMENTS: z
    .string()
    .optional()
    .describe('JSON file of documents that clients name by their ids, as the client preset of GraphQL Code Generator writes it.'),
  TRUSTED_DOCUMENTS_ONLY: flag.default(false).describe('`true` refuses every document that is not in TRUSTED_DOCUMENTS.'),
  OPERATION_TIMEOUT_SECONDS: whole(1, 300)
    .default(30)
    .describe('Seconds after which a query or mutation is canceled with the code TIMEOUT.'),
  DRAIN_SECONDS: whole(0, 600)
    .optional()
    .describe('Seconds between SIGTERM and the last new request of an API, in which its WebSockets are closed; 5 in production, else 0.'),
  STUDIO_PAGE: z
    .enum(['on', 'off'], 'must be on or off')
    .default('on')
    .describe('`off` replaces the studio at `/` by a short page with links.'),
  SHOWCASE_INDEX: flag.default(false).describe('`true` lets search engines list the page of the showcase.'),
};

/** What is wrong with these variables together. */
export const servingProblems = ({
  TRUSTED_DOCUMENTS: file,
  TRUSTED_DOCUMENTS_ONLY: only,
}: Readonly<Record<string, string | undefined>>): readonly string[] =>
  only === 'true' && file === undefined ? ['TRUSTED_DOCUMENTS: is missing, and TRUSTED_DOCUMENTS_ONLY needs it'] : [];

const DRAIN_SECONDS = 5;

const environment = z.object(servingVariables);

export const servingSettings = (env: z.infer<typeof environment>, production: boolean) => ({
  /** Undefined without trusted documents. */
  trustedDocuments:
    env.TRUSTED_DOCUMENTS === undefined ? undefined : { file: resolve(env.TRUSTED_DOCUMENTS), only: env.TRUSTED_DOCUMENTS_ONLY },
  studioPage: env.STUDIO_PAGE === 'on',
  showcaseIndex: env.SHOWCASE_INDEX,
  operationSeconds: env.OPERATION_TIMEOUT_SECONDS,
  drainSeconds: env.DRAIN_SECONDS ?? (production ? DRAIN_SECONDS : 0),
});
