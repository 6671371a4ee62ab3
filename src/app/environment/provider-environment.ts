import { z } from 'zod';
import type { VoicesByLanguage } from '../../platform/catalogue/film/provider-choice.ts';
import type { ProviderSettings } from '../../platform/catalogue/provider-settings.ts';
import { PROVIDER_KINDS, serves } from '../../platform/catalogue/providers.ts';
import type { PriceList } from '../../platform/catalogue/providers/costs/prices.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:11434' });
const name = z.string().regex(/^\S+$/, 'must be a name without spaces');
const VOICE = /^(?:[a-z]{2,3}(?:-[a-z0-9]+)*=)?[^\s,=]+$/i;
const voices = z
  .string()
  .transform((text) => text.split(',').map((item) => item.trim()))
  .refine((items) => items.every((item) => VOICE.test(item)), 'must be a voice, or voices by language such as en=af_heart,fr=ff_siwis')
  .transform((items): VoicesByLanguage => Object.fromEntries(items.map(voiceOf)));

function voiceOf(item: string): readonly [language: string, voice: string] {
  const [language = '', voice] = item.split('=');
  return voice === undefined ? ['*', item] : [language.toLowerCase(), voice];
}

const PRICE = /^([a-z-]+)\/([A-Z]+)=(\d{1,9}(?:\.\d{1,6})?)$/;
const isServed = ([, provider = '', kind]: readonly (string | undefined)[]): boolean =>
  PROVIDER_KINDS.some((one) => one === kind && serves(provider, one));
const prices = z
  .string()
  .transform((text) => text.split(',').map((item) => PRICE.exec(item.trim())))
  .refine(
    (items) => items.every((item) => item && isServed(item)),
    'must be prices of providers by kind, such as openai/SCRIPT=2,runway/CLIP=10000',
  )
  .transform((items): PriceList => Object.fromEntries(items.flatMap((item) => (item ? [[`${item[1]}/${item[2]}`, Number(item[3])]] : []))));

const REQUESTS = 'must be a whole number from 1 to 1000000000';
const requests = z.coerce.number(REQUESTS).int(REQUESTS).min(1, REQUESTS).max(1_000_000_000, REQUESTS);
const requestsOf = (key: string): string =>
  `Requests that may be sent with ${key} in a day of Pacific time; work beyond them waits for the next day. Not counted when empty.`;

/** Voices of Kokoro by language. */
const KOKORO = 'en=af_heart,es=ef_dora,fr=ff_siwis,hi=hf_alpha,it=if_sara,pt=pf_dora,zh=zf_xiaobei';

/** Chirp 3 voices of Google Cloud by language; their names begin with a region. */
const CHIRP = ['ar-XA', 'de-DE', 'en-US', 'es-ES', 'fr-FR', 'hi-IN', 'id-ID', 'it-IT', 'ja-JP', 'ko-KR', 'nl-NL', 'pl-PL', 'pt-BR']
  .concat(['ru-RU', 'tr-TR', 'uk-UA', 'vi-VN'])
  .map((region) => `${region.slice(0, 2)}=${region}-Chirp3-HD-Kore`)
  .join(',');

/** Variables of the providers; docs/providers.md explains each. Addresses may be private: they come from the operator alone. */
export const providerVariables = {
  OPENAI_COMPATIBLE_URL: url
    .optional()
    .describe('Server that writes scripts with OpenAI’s protocol, for example Ollama; sets OPENAI_COMPATIBLE_MODEL too.'),
  OPENAI_COMPATIBLE_API_KEY: name
    .optional()
    .describe('Key of OPENAI_COMPATIBLE_URL; without one its calls cost nothing and may be repeated.'),
  OPENAI_COMPATIBLE_MODEL: name.optional().describe('Model of OPENAI_COMPATIBLE_URL, for example llama3.1:8b.'),
  SPEECH_URL: url.optional().describe('Server that speaks with OpenAI’s protocol, for example Kokoro-FastAPI.'),
  SPEECH_API_KEY: name.optional().describe('Key of SPEECH_URL.'),
  SPEECH_MODEL: name.default('kokoro').describe('Model of SPEECH_URL.'),
  SPEECH_VOICE: voices
    .prefault(KOKORO)
    .describe('Voice of SPEECH_URL, or voices by language such as en=af_heart,fr=ff_siwis; other languages stay with the built-in voice.'),
  IMAGE_URL: url.optional().describe('Server that draws pictures with OpenAI’s protocol, for example LocalAI.'),
  IMAGE_API_KEY: name.optional().describe('Key of IMAGE_URL.'),
  IMAGE_MODEL: name.optional().describe('Model of IMAGE_URL; that of the server by default.'),
  TRANSCRIPTION_URL: url.optional().describe('Server that writes down what is said with OpenAI’s protocol, for example Speaches.'),
  TRANSCRIPTION_API_KEY: name.optional().describe('Key of TRANSCRIPTION_URL.'),
  TRANSCRIPTION_MODEL: name.default('whisper-1').describe('Model of TRANSCRIPTION_URL.'),
  COMFYUI_URL: url.optional().describe('ComfyUI that draws pictures or makes clips; needs COMFYUI_WORKFLOW or COMFYUI_CLIP_WORKFLOW.'),
  COMFYUI_WORKFLOW: z
    .string()
    .optional()
    .describe('File with the workflow for pictures of COMFYUI_URL in API format, with placeholders such as {{prompt}}.'),
  COMFYUI_CLIP_WORKFLOW: z
    .string()
    .optional()
    .describe('File with the workflow for clips of COMFYUI_URL in API format, with placeholders such as {{prompt}} and {{frames}}.'),
  OPENAI_API_KEY: name.optional().describe('Key of OpenAI: scripts, pictures and voices of all workspaces without a key of their own.'),
  OPENAI_BASE_URL: url.default('https://api.openai.com/v1').describe('Address of OpenAI, or of a gateway.'),
  OPENAI_MODEL: name.default('gpt-5-mini').describe('Model of OpenAI that writes scripts.'),
  OPENAI_IMAGE_MODEL: name.default('gpt-image-2.5-flare').describe('Model of OpenAI that draws pictures.'),
  OPENAI_SPEECH_MODEL: name
    .default('gpt-4o-mini-tts')
    .describe('Model of OpenAI that speaks; OpenAI switches all of them off on 2027-01-06.'),
  OPENAI_VOICE: voices.prefault('alloy').describe('Voice of OpenAI, or voices by language such as en=alloy,de=nova.'),
  GEMINI_API_KEY: name
    .optional()
    .describe('Key of Gemini: scripts, pictures, clips and voices of all workspaces without a key of their own.'),
  GEMINI_BASE_URL: url.default('https://generativelanguage.googleapis.com/v1beta').describe('Address of Gemini with its API version.'),
  GEMINI_MODEL: name.default('gemini-3.8-flash').describe('Model of Gemini that writes scripts.'),
  GEMINI_IMAGE_MODEL: name.default('gemini-3.1-flash-image').describe('Model of Gemini that draws pictures.'),
  GEMINI_SPEECH_MODEL: name.default('gemini-3.8-flash-tts').describe('Model of Gemini that speaks.'),
  GEMINI_DAILY_REQUESTS: requests.optional().describe(requestsOf('GEMINI_API_KEY')),
  GEMINI_VOICE: voices.prefault('Kore').describe('Voice of Gemini, or voices by language such as en=Kore,de=Charon.'),
  GOOGLE_TTS_API_KEY: name.optional().describe('Key of Google Cloud Text-to-Speech: voices of all workspaces without a key of their own.'),
  GOOGLE_TTS_BASE_URL: url
    .default('https://texttospeech.googleapis.com/v1')
    .describe('Address of Google Cloud Text-to-Speech with its version.'),
  GOOGLE_TTS_VOICE: voices
    .prefault(CHIRP)
    .describe('Voices of Google Cloud by language, such as en=en-US-Chirp3-HD-Kore; other languages stay with other providers.'),
  ELEVENLABS_API_KEY: name.optional().describe('Key of ElevenLabs: voices of all workspaces without a key of their own.'),
  ELEVENLABS_BASE_URL: url.default('https://api.elevenlabs.io').describe('Address of ElevenLabs.'),
  ELEVENLABS_MODEL: name.default('eleven_multilingual_v2').describe('Model of ElevenLabs.'),
  ELEVENLABS_VOICE: voices.prefault('21m00Tcm4TlvDq8ikWAM').describe('Voice id of ElevenLabs, or ids by language such as en=…,de=….'),
  STABILITY_API_KEY: name.optional().describe('Key of Stability AI: pictures of all workspaces without a key of their own.'),
  STABILITY_BASE_URL: url.default('https://api.stability.ai').describe('Address of Stability AI.'),
  STABILITY_MODEL: z.enum(['core', 'ultra'], 'must be core or ultra').default('core').describe('Service of Stability AI: core or ultra.'),
  STABILITY_DAILY_REQUESTS: requests.optional().describe(requestsOf('STABILITY_API_KEY')),
  RUNWAY_API_KEY: name.optional().describe('Key of Runway: clips of all workspaces without a key of their own.'),
  RUNWAY_BASE_URL: url.default('https://api.dev.runwayml.com').describe('Address of Runway.'),
  DID_API_KEY: name
    .optional()
    .describe('Key of D-ID, as its studio shows it: talking portraits of all workspaces without a key of their own.'),
  DID_BASE_URL: url.default('https://api.d-id.com').describe('Address of D-ID.'),
  PEXELS_API_KEY: name.optional().describe('Key of Pexels: photographs by the words of the scenes.'),
  PEXELS_BASE_URL: url.default('https://api.pexels.com').describe('Address of Pexels.'),
  PIXABAY_API_KEY: name.optional().describe('Key of Pixabay: photographs by the words of the scenes.'),
  PIXABAY_BASE_URL: url.default('https://pixabay.com').describe('Address of Pixabay.'),
  OPENVERSE_URL: url
    .optional()
    .describe('Address of Openverse, https://api.openverse.org: openly licensed pictures by the words of the scenes. Off when empty.'),
  PROVIDER_PRICES: prices
    .optional()
    .describe(
      'US dollars for a million units (tokens, characters, credits, …) by provider and kind, such as openai/SCRIPT=2; replaces estimates.',
    ),
} as const;

type ProviderEnvironment = z.infer<z.ZodObject<typeof providerVariables>>;

/** One sentence for each variable that is set without another one that it needs. */
export function providerProblems(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return [
    ['OPENAI_COMPATIBLE_URL', 'OPENAI_COMPATIBLE_MODEL'],
    ['COMFYUI_URL', 'COMFYUI_WORKFLOW', 'COMFYUI_CLIP_WORKFLOW'],
  ].flatMap(([address = '', ...needed]) => {
    const isComplete = (env[address] !== undefined) === needed.some((one) => env[one] !== undefined);
    return isComplete ? [] : [`${address}, ${needed.join(' or ')}: set both or neither`];
  });
}

/** The provider settings of an environment, with defaults for all missing variables. */
export const readProviders = (env: Readonly<Record<string, string>> = {}): ProviderSettings =>
  providerSettings(z.object(providerVariables).parse(env));

export function providerSettings(env: ProviderEnvironment): ProviderSettings {
  const server = (address: string | undefined, apiKey: string | undefined, model = '') =>
    address === undefined ? undefined : { url: address, apiKey, model };
  const speech = server(env.SPEECH_URL, env.SPEECH_API_KEY, env.SPEECH_MODEL);
  return {
    script: server(env.OPENAI_COMPATIBLE_URL, env.OPENAI_COMPATIBLE_API_KEY, env.OPENAI_COMPATIBLE_MODEL),
    speech: speech && { ...speech, voices: env.SPEECH_VOICE },
    pictures: server(env.IMAGE_URL, env.IMAGE_API_KEY, env.IMAGE_MODEL),
    transcription: server(env.TRANSCRIPTION_URL, env.TRANSCRIPTION_API_KEY, env.TRANSCRIPTION_MODEL),
    comfyui:
      env.COMFYUI_URL === undefined
        ? undefined
        : { url: env.COMFYUI_URL, workflow: env.COMFYUI_WORKFLOW, clipWorkflow: env.COMFYUI_CLIP_WORKFLOW },
    openai: {
      ...{ url: env.OPENAI_BASE_URL, apiKey: env.OPENAI_API_KEY, model: env.OPENAI_MODEL, imageModel: env.OPENAI_IMAGE_MODEL },
      ...{ speechModel: env.OPENAI_SPEECH_MODEL, voices: env.OPENAI_VOICE },
    },
    gemini: {
      ...{ url: env.GEMINI_BASE_URL, apiKey: env.GEMINI_API_KEY, model: env.GEMINI_MODEL, imageModel: env.GEMINI_IMAGE_MODEL },
      ...{ speechModel: env.GEMINI_SPEECH_MODEL, voices: env.GEMINI_VOICE, dailyRequests: env.GEMINI_DAILY_REQUESTS },
    },
    'google-tts': { url: env.GOOGLE_TTS_BASE_URL, apiKey: env.GOOGLE_TTS_API_KEY, voices: env.GOOGLE_TTS_VOICE },
    elevenlabs: {
      url: env.ELEVENLABS_BASE_URL,
      apiKey: env.ELEVENLABS_API_KEY,
      model: env.ELEVENLABS_MODEL,
      voices: env.ELEVENLABS_VOICE,
    },
    stability: {
      ...{ url: env.STABILITY_BASE_URL, apiKey: env.STABILITY_API_KEY, model: env.STABILITY_MODEL },
      dailyRequests: env.STABILITY_DAILY_REQUESTS,
    },
    runway: { url: env.RUNWAY_BASE_URL, apiKey: env.RUNWAY_API_KEY },
    'd-id': { url: env.DID_BASE_URL, apiKey: env.DID_API_KEY },
    pexels: { url: env.PEXELS_BASE_URL, apiKey: env.PEXELS_API_KEY },
    pixabay: { url: env.PIXABAY_BASE_URL, apiKey: env.PIXABAY_API_KEY },
    openverse: env.OPENVERSE_URL === undefined ? undefined : { url: env.OPENVERSE_URL },
    prices: env.PROVIDER_PRICES ?? {},
  };
}
