import { z } from 'zod';
import type { Cloud, ProviderSettings } from '../../../platform/catalogue/provider-settings.ts';
import { GuardedHttp } from '../../../platform/http/guarded-http.ts';
import { OutboundError } from '../../../platform/http/outbound-url.ts';
import { basicKey } from '../../../platform/http/basic-key.ts';
import { OPERATOR_CIDRS } from '../../../platform/http/public-address.ts';

/** The result of a test of a key, which costs nothing. */
export interface ProviderKeyTest {
  readonly works: boolean;
  /** The result in a sentence for people. */
  readonly message: string;
  /** Names of models that the key may use; empty where the provider has no list. */
  readonly models: readonly string[];
}

interface Probe {
  /** Path below the base URL of the provider. */
  readonly path: string;
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  /** Reads the models, or the fields that prove that the answer comes from the provider. */
  readonly read: (body: unknown) => readonly string[];
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const PROBES: Readonly<Record<Cloud, Probe>> = {
  openai: {
    path: '/models',
    headers: bearer,
    read: (body) =>
      z
        .object({ data: z.array(z.object({ id: z.string() })) })
        .parse(body)
        .data.map(({ id }) => id),
  },
  gemini: {
    path: '/models?pageSize=100',
    headers: (key) => ({ 'x-goog-api-key': key }),
    read: (body) =>
      z
        .object({ models: z.array(z.object({ name: z.string() })) })
        .parse(body)
        .models.map(({ name }) => name.replace(/^models\//, '')),
  },
  elevenlabs: {
    path: '/v1/models',
    headers: (key) => ({ 'xi-api-key': key }),
    read: (body) =>
      z
        .array(z.object({ model_id: z.string() }))
        .parse(body)
        .map(({ model_id: id }) => id),
  },
  'google-tts': {
    path: '/voices?languageCode=en-US',
    headers: (key) => ({ 'x-goog-api-key': key }),
    // Voices are no models.
    read: (body) => (z.object({ voices: z.array(z.object({ name: z.string() })) }).parse(body), []),
  },
  stability: {
    path: '/v1/user/balance',
    headers: bearer,
    read: (body) => (z.object({ credits: z.number() }).parse(body), []),
  },
  runway: {
    path: '/v1/organization',
    headers: (key) => ({ ...bearer(key), 'x-runway-version': '2024-11-06' }),
    read: (body) =>
      Object.keys(
        z.object({ creditBalance: z.number(), tier: z.object({ models: z.record(z.string(), z.unknown()) }) }).parse(body).tier.models,
      ),
  },
  'd-id': {
    path: '/credits',
    headers: (key) => ({ authorization: basicKey(key) }),
    read: (body) => (z.object({ remaining: z.number() }).parse(body), []),
  },
};

const MAX_MODELS = 200;
const LIMITS = { timeoutMs: 15_000, maxBytes: 2 * 1024 * 1024 } as const;

/** Calls the provider once, where nothing is charged. Answers of the provider never make it throw. */
export async function testKey(cloud: Cloud, key: string, settings: ProviderSettings, signal: AbortSignal): Promise<ProviderKeyTest> {
  const { path, headers, read } = PROBES[cloud];
  const failed = (message: string): ProviderKeyTest => ({ works: false, message, models: [] });
  const http = new GuardedHttp({ allowCidrs: OPERATOR_CIDRS, explainsPrivate: true });
  try {
    const url = `${settings[cloud].url.replace(/\/+$/, '')}${path}`;
    const { status, body } = await http.send({ url, headers: headers(key), ...LIMITS, signal });
    if (status === 401 || status === 400) return failed('The provider refuses the key.');
    if (status === 403) return failed('The key has no permission to list models. It may still work: make a short film to find out.');
    if (status === 429) return failed('The provider receives too many calls from this account. Test the key again later.');
    if (status !== 200) return failed(`The provider answered ${status}. Test the key again later.`);
    const models = read(JSON.parse(body.toString('utf8')));
    return { works: true, message: 'The key works.', models: models.slice(0, MAX_MODELS) };
  } catch (error) {
    if (error instanceof OutboundError) return failed('The provider cannot be reached. Test the key again later.');
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return failed(
        'The address does not answer like the provider. Ask the operator to check the base URL of the provider (docs/providers.md).',
      );
    throw error;
  }
}
