import type { ProviderOn, VoicesByLanguage } from './film/provider-choice.ts';
import type { ProviderKind } from './providers.ts';
import type { PriceList } from './providers/costs/prices.ts';
import { isRetired } from './models/retired-models.ts';

/** A server with OpenAI's protocol. */
export interface ServerSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly model: string;
}

/** A cloud. Without a key of the installation, only workspaces with a key of their own use it. */
export interface CloudSettings {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/** A cloud of which the operator may limit the requests of a day. */
export interface LimitedCloudSettings extends CloudSettings {
  /** The most requests with the installation's key in a day; undefined without a limit. */
  readonly dailyRequests?: number | undefined;
}

/** A cloud whose models write, draw and speak. */
export interface ModelCloudSettings extends CloudSettings {
  readonly model: string;
  readonly imageModel: string;
  readonly speechModel: string;
  readonly voices: VoicesByLanguage;
}

/** Providers that the operator's environment configures. An undefined server is off. */
export interface ProviderSettings {
  readonly script: ServerSettings | undefined;
  readonly speech: (ServerSettings & { readonly voices: VoicesByLanguage }) | undefined;
  readonly pictures: ServerSettings | undefined;
  readonly transcription: ServerSettings | undefined;
  readonly comfyui: { readonly url: string; readonly workflow: string | undefined; readonly clipWorkflow: string | undefined } | undefined;
  readonly openai: ModelCloudSettings;
  readonly gemini: ModelCloudSettings & LimitedCloudSettings;
  readonly elevenlabs: CloudSettings & { readonly model: string; readonly voices: VoicesByLanguage };
  readonly stability: LimitedCloudSettings & { readonly model: string };
  /** Its voices are its models. */
  readonly 'google-tts': CloudSettings & { readonly voices: VoicesByLanguage };
  readonly runway: CloudSettings;
  readonly 'd-id': CloudSettings;
  readonly pexels: CloudSettings;
  readonly pixabay: CloudSettings;
  /** Takes no key, so that its address turns it on. */
  readonly openverse: { readonly url: string } | undefined;
  /** What the operator states instead of the estimates of the program. */
  readonly prices: PriceList;
}

/** Clouds that take a key. */
export const CLOUDS = ['openai', 'gemini', 'elevenlabs', 'stability', 'google-tts', 'runway', 'd-id'] as const;
export type Cloud = (typeof CLOUDS)[number];

/** Collections of pictures and clips by people, in the order of preference. */
export const STOCK = ['pexels', 'pixabay', 'openverse'] as const;

/** Providers that are off until something is set; all others work by themselves. */
export const NEEDS_SETTINGS: readonly string[] = ['openai-compatible', 'comfyui', ...CLOUDS, ...STOCK];

/** What each cloud is used for, in the order of preference. */
const CLOUD_KINDS = [
  ['openai', 'SCRIPT'],
  ['gemini', 'SCRIPT'],
  ['elevenlabs', 'SPEECH'],
  ['google-tts', 'SPEECH'],
  ['gemini', 'SPEECH'],
  ['openai', 'SPEECH'],
  ['stability', 'VISUAL'],
  ['gemini', 'VISUAL'],
  ['openai', 'VISUAL'],
  ['runway', 'CLIP'],
  ['gemini', 'CLIP'],
  ['d-id', 'AVATAR'],
] as const satisfies readonly (readonly [Cloud, ProviderKind])[];

/**
 * The providers that can be called, preferred ones first: servers of the operator's own before clouds, stock pictures and clips last. `keys` names the clouds that the
 * workspace has a key for. A cloud whose model is switched off by `at` is left out.
 */
export function providersOn(settings: ProviderSettings, keys: readonly string[] = [], at = new Date()): readonly ProviderOn[] {
  const { script, speech, pictures, transcription, comfyui } = settings;
  const own = (kind: ProviderKind, name: string, isOn: unknown, voices?: VoicesByLanguage): readonly ProviderOn[] =>
    isOn === undefined ? [] : [{ kind, name, ...(voices && { voices }) }];
  const hasKey = (name: Cloud): boolean => settings[name].apiKey !== undefined || keys.includes(name);
  const clouds = CLOUD_KINDS.filter(([name, kind]) => hasKey(name) && !isRetired(name, modelOf(settings, name, kind), at));
  return [
    ...own('SCRIPT', 'openai-compatible', script),
    ...own('SPEECH', 'openai-compatible', speech, speech?.voices),
    ...own('VISUAL', 'comfyui', comfyui?.workflow),
    ...own('CLIP', 'comfyui', comfyui?.clipWorkflow),
    ...own('VISUAL', 'openai-compatible', pictures),
    ...own('TRANSCRIPTION', 'openai-compatible', transcription),
    ...clouds.map(([name, kind]): ProviderOn => (kind === 'SPEECH' ? { kind, name, voices: settings[name].voices } : { kind, name })),
    ...own('VISUAL', 'pexels', settings.pexels.apiKey),
    ...own('VISUAL', 'pixabay', settings.pixabay.apiKey),
    ...own('VISUAL', 'openverse', settings.openverse),
    ...own('CLIP', 'pexels', settings.pexels.apiKey),
    ...own('CLIP', 'pixabay', settings.pixabay.apiKey),
  ];
}

/** The model that the operator has set; undefined where the request chooses one of the catalogue, and where the voice is the model. */
export function modelOf(settings: ProviderSettings, name: string, kind: ProviderKind): string | undefined {
  if (name === 'openai-compatible') return serverOf(settings, kind)?.model;
  if (kind === 'CLIP') return undefined;
  if (name === 'elevenlabs' || name === 'stability') return settings[name].model;
  if (name !== 'openai' && name !== 'gemini') return undefined;
  const { model, imageModel, speechModel } = settings[name];
  if (kind === 'VISUAL') return imageModel;
  return kind === 'SPEECH' ? speechModel : model;
}

/** The most requests of a day by provider, of those that are limited. They count once there is a key of the installation, which may come later. */
export const dailyRequestsOf = ({ gemini, stability }: Pick<ProviderSettings, 'gemini' | 'stability'>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries({ gemini, stability }).flatMap(([name, { dailyRequests }]) =>
      dailyRequests === undefined ? [] : [[name, dailyRequests]],
    ),
  );

/** Whether calls cost money: those with a key to a provider that makes something. */
export function isCharged(settings: ProviderSettings, name: string, kind: ProviderKind): boolean {
  if (name === 'openai-compatible') return serverOf(settings, kind)?.apiKey !== undefined;
  return CLOUDS.some((cloud) => cloud === name);
}

/** The operator's own server for one kind of work. */
function serverOf({ script, speech, pictures, transcription }: ProviderSettings, kind: ProviderKind): ServerSettings | undefined {
  if (kind === 'SCRIPT') return script;
  if (kind === 'SPEECH') return speech;
  if (kind === 'VISUAL') return pictures;
  return kind === 'TRANSCRIPTION' ? transcription : undefined;
}

/** A model of a cloud that the environment names, for one kind of work. */
export interface ConfiguredModel {
  readonly provider: Cloud;
  readonly kind: ProviderKind;
  readonly name: string;
}

/** The models of all clouds with a key of the installation. */
export const configuredModels = (settings: ProviderSettings): readonly ConfiguredModel[] =>
  CLOUD_KINDS.flatMap(([provider, kind]) => {
    const name = modelOf(settings, provider, kind);
    return settings[provider].apiKey === undefined || name === undefined ? [] : [{ provider, kind, name }];
  });
