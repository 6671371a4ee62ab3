import { z } from 'zod';
import type { ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import { OPERATOR_CIDRS } from '../../../platform/http/public-address.ts';

/** A model that its maker lists. */
export interface ListedModel {
  readonly name: string;
  /** When the maker switches it off; null where the list does not say so. */
  readonly shutdownAt: Date | null;
}

/** Clouds whose lists name the models that a key may use. */
export const LISTING_CLOUDS = ['openai', 'gemini', 'elevenlabs'] as const;
export type ListingCloud = (typeof LISTING_CLOUDS)[number];

/** A date as text or as seconds; anything else says nothing. */
const day = z
  .union([z.string(), z.number().transform((seconds) => new Date(seconds * 1_000).toISOString())])
  .nullish()
  .catch(null)
  .transform((text) => (text == null || Number.isNaN(Date.parse(text)) ? null : new Date(text)));
const name = z.string().min(1).max(200);

const openAiList = z.object({ data: z.array(z.object({ id: name, shutdown_date: day })).min(1) });
const geminiList = z.object({ models: z.array(z.object({ name })).min(1) });
const elevenLabsList = z.array(z.object({ model_id: name })).min(1);

interface ModelList {
  /** Path below the base URL. */
  readonly path: string;
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  readonly read: (body: unknown) => readonly ListedModel[];
}

const LISTS: Readonly<Record<ListingCloud, ModelList>> = {
  openai: {
    path: '/models',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    read: (body) => openAiList.parse(body).data.map(({ id, shutdown_date: shutdownAt }) => ({ name: id, shutdownAt })),
  },
  gemini: {
    // The largest page: a model of a second page would count as switched off.
    path: '/models?pageSize=1000',
    headers: (key) => ({ 'x-goog-api-key': key }),
    read: (body) => geminiList.parse(body).models.map((one) => ({ name: one.name.replace(/^models\//, ''), shutdownAt: null })),
  },
  elevenlabs: {
    path: '/v1/models',
    headers: (key) => ({ 'xi-api-key': key }),
    read: (body) => elevenLabsList.parse(body).map((one) => ({ name: one.model_id, shutdownAt: null })),
  },
};

const LIMITS = { timeoutMs: 15_000, maxBytes: 2 * 1024 * 1024 } as const;

/** The models that a cloud lists for the key of the installation. @throws Error when it does not answer with a list of at least one */
export async function readModels(cloud: ListingCloud, settings: ProviderSettings, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const { path, headers, read } = LISTS[cloud];
  const { url, apiKey = '' } = settings[cloud];
  const http = new GuardedHttp({ allowCidrs: OPERATOR_CIDRS, explainsPrivate: true });
  const { status, body } = await http.send({ url: `${url.replace(/\/+$/, '')}${path}`, headers: headers(apiKey), ...LIMITS, signal });
  if (status !== 200) throw new Error(`the list of models was answered with the status ${status}`);
  return read(JSON.parse(body.toString('utf8')));
}
