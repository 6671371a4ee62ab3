import type { Log } from '../../../kernel/log.ts';
import type { ProviderSettings, STOCK } from '../../catalogue/provider-settings.ts';
import type { ProviderKind, ProviderOf } from '../../catalogue/providers.ts';
import type { Media } from '../../media/media.ts';
import type { AvatarProvider } from '../avatar.provider.ts';
import type { ClipProvider } from '../clip.provider.ts';
import type { ScriptProvider } from '../script.provider.ts';
import type { SpeechProvider } from '../speech.provider.ts';
import type { TranscriptionProvider } from '../transcription.provider.ts';
import type { VisualProvider } from '../visual.provider.ts';
import { POLLING } from './paid-task.ts';
import type { Polling } from './paid-task.ts';
import type { ScriptWriter } from './script/model.script-provider.ts';
import type { StockClipSource, StockSource } from './stock/stock-source.ts';
import { notSetUp } from './vendor-failures.ts';
import { VendorHttp } from './vendor-http.ts';

/** Tools of all vendors. Without settings each provider fails with NOT_CONFIGURED. */
export interface VendorTools {
  readonly settings: ProviderSettings;
  readonly media: Media;
  readonly log: Log;
  /** How often clouds are asked for the state of their work; by default as often as they allow. */
  readonly polling?: Polling;
}

type Opener<Provider> = () => Promise<Provider>;

type Stock = (typeof STOCK)[number];

/** Providers of the catalogue that are reached over the network. */
type VendorOf<Kind extends ProviderKind> = Exclude<ProviderOf<Kind>, 'builtin' | 'installed'>;

interface VendorOpeners {
  readonly SCRIPT: Readonly<Record<VendorOf<'SCRIPT'>, Opener<ScriptProvider>>>;
  readonly SPEECH: Readonly<Record<VendorOf<'SPEECH'>, Opener<SpeechProvider>>>;
  readonly VISUAL: Readonly<Record<VendorOf<'VISUAL'>, Opener<VisualProvider>>>;
  readonly CLIP: Readonly<Record<VendorOf<'CLIP'>, Opener<ClipProvider>>>;
  readonly AVATAR: Readonly<Record<VendorOf<'AVATAR'>, Opener<AvatarProvider>>>;
  readonly TRANSCRIPTION: Readonly<Record<VendorOf<'TRANSCRIPTION'>, Opener<TranscriptionProvider>>>;
}

const httpOf = (tools: VendorTools | undefined) => (title: string, url: string) => new VendorHttp(title, url, need(tools, title).log);
const mediaOf = (tools: VendorTools | undefined) => (title: string) => need(tools, title).media;

/** Opens each provider that is reached over the network. Their code is loaded at the first use. */
export function vendorOpeners(tools: VendorTools | undefined): VendorOpeners {
  const http = httpOf(tools);
  return {
    SCRIPT: {
      'openai-compatible': async () => {
        const title = 'The script server';
        const server = need(tools?.settings.script, title);
        const { apiBase } = await import('./compatible/endpoint.ts');
        return modelScripts(
          new (await import('./compatible/chat.script-writer.ts')).ChatScriptWriter(http(title, apiBase(server.url)), server),
        );
      },
      openai: async () => {
        const cloud = need(tools?.settings.openai, 'OpenAI');
        return modelScripts(
          new (await import('./openai/responses.script-writer.ts')).ResponsesScriptWriter(http('OpenAI', cloud.url), cloud),
        );
      },
      gemini: async () => {
        const cloud = need(tools?.settings.gemini, 'Gemini');
        return modelScripts(new (await import('./gemini/gemini.script-writer.ts')).GeminiScriptWriter(http('Gemini', cloud.url), cloud));
      },
    },
    SPEECH: speechOpeners(tools),
    TRANSCRIPTION: {
      'openai-compatible': async () => {
        const title = 'The transcription server';
        const server = need(tools?.settings.transcription, title);
        const { apiBase } = await import('./compatible/endpoint.ts');
        const { CompatibleTranscriptionProvider } = await import('./compatible/compatible.transcription-provider.ts');
        return new CompatibleTranscriptionProvider(http(title, apiBase(server.url)), server);
      },
    },
    VISUAL: visualOpeners(tools),
    ...clipOpeners(tools),
  };
}

function speechOpeners(tools: VendorTools | undefined): VendorOpeners['SPEECH'] {
  const http = httpOf(tools);
  const media = mediaOf(tools);
  return {
    'openai-compatible': async () => {
      const title = 'The speech server';
      const server = need(tools?.settings.speech, title);
      const { apiBase } = await import('./compatible/endpoint.ts');
      const { CompatibleSpeechProvider } = await import('./compatible/compatible.speech-provider.ts');
      const base = apiBase(server.url);
      return new CompatibleSpeechProvider(http(title, base), http(title, base.replace(/\/v1$/, '')), server, media(title));
    },
    elevenlabs: async () => {
      const cloud = need(tools?.settings.elevenlabs, 'ElevenLabs');
      const { ElevenLabsSpeechProvider } = await import('./elevenlabs/elevenlabs.speech-provider.ts');
      return new ElevenLabsSpeechProvider(http('ElevenLabs', cloud.url), cloud, media('ElevenLabs'));
    },
    'google-tts': async () => {
      const title = 'Google Cloud Text-to-Speech';
      const cloud = need(tools?.settings['google-tts'], title);
      const { GoogleSpeechProvider } = await import('./google-tts/google-tts.speech-provider.ts');
      return new GoogleSpeechProvider(http(title, cloud.url), cloud, media(title));
    },
    gemini: async () => {
      const cloud = need(tools?.settings.gemini, 'Gemini');
      const { GeminiSpeechProvider } = await import('./gemini/gemini.speech-provider.ts');
      return new GeminiSpeechProvider(http('Gemini', cloud.url), cloud, media('Gemini'));
    },
    openai: async () => {
      const cloud = need(tools?.settings.openai, 'OpenAI');
      const { OpenAiSpeechProvider } = await import('./openai/openai.speech-provider.ts');
      return new OpenAiSpeechProvider(http('OpenAI', cloud.url), cloud, media('OpenAI'));
    },
  };
}

function visualOpeners(tools: VendorTools | undefined): VendorOpeners['VISUAL'] {
  const http = httpOf(tools);
  const media = mediaOf(tools);
  return {
    'openai-compatible': async () => {
      const title = 'The picture server';
      const server = need(tools?.settings.pictures, title);
      const { apiBase } = await import('./compatible/endpoint.ts');
      const { CompatibleVisualProvider } = await import('./compatible/compatible.visual-provider.ts');
      return new CompatibleVisualProvider(http(title, apiBase(server.url)), server, media(title));
    },
    comfyui: async () => {
      const server = need(tools?.settings.comfyui, 'ComfyUI');
      const { readWorkflow } = await import('./comfyui/workflow.ts');
      const { ComfyUiVisualProvider } = await import('./comfyui/comfyui.visual-provider.ts');
      const workflow = await readWorkflow(need(server.workflow, 'ComfyUI'));
      return new ComfyUiVisualProvider(http('ComfyUI', server.url), workflow, media('ComfyUI'));
    },
    openai: async () => {
      const cloud = need(tools?.settings.openai, 'OpenAI');
      const { openAiPictures } = await import('./openai/openai-pictures.ts');
      return openAiPictures(http('OpenAI', cloud.url), cloud, media('OpenAI'));
    },
    gemini: async () => {
      const cloud = need(tools?.settings.gemini, 'Gemini');
      const { GeminiVisualProvider } = await import('./gemini/gemini.visual-provider.ts');
      return new GeminiVisualProvider(http('Gemini', cloud.url), cloud, media('Gemini'));
    },
    ...stockOpeners(tools),
    stability: async () => {
      const cloud = need(tools?.settings.stability, 'Stability AI');
      const { StabilityVisualProvider } = await import('./stability/stability.visual-provider.ts');
      return new StabilityVisualProvider(http('Stability AI', cloud.url), cloud, media('Stability AI'));
    },
  };
}

function clipOpeners(tools: VendorTools | undefined): Pick<VendorOpeners, 'CLIP' | 'AVATAR'> {
  const open = (title: string, url: string) => {
    const { log, media, polling = POLLING } = need(tools, title);
    return { http: new VendorHttp(title, url, log), media, polling };
  };
  return {
    CLIP: {
      comfyui: async () => {
        const server = need(tools?.settings.comfyui, 'ComfyUI');
        const { readWorkflow } = await import('./comfyui/workflow.ts');
        const { ComfyUiClipProvider } = await import('./comfyui/comfyui.clip-provider.ts');
        const { http, media } = open('ComfyUI', server.url);
        return new ComfyUiClipProvider(http, await readWorkflow(need(server.clipWorkflow, 'ComfyUI')), media);
      },
      runway: async () => {
        const cloud = need(tools?.settings.runway, 'Runway');
        const { RunwayClipProvider } = await import('./runway/runway.clip-provider.ts');
        const { http, media, polling } = open('Runway', cloud.url);
        return new RunwayClipProvider(http, cloud, media, polling);
      },
      gemini: async () => {
        const cloud = need(tools?.settings.gemini, 'Gemini');
        const { GeminiClipProvider } = await import('./gemini/gemini.clip-provider.ts');
        const { http, media, polling } = open('Gemini', cloud.url);
        return new GeminiClipProvider(http, cloud, media, polling);
      },
      pexels: async () => {
        const { url, apiKey } = need(tools?.settings.pexels, 'Pexels');
        const { pexelsClips } = await import('./stock/pexels.ts');
        const { http, media } = open('Pexels', url);
        return stockClips(pexelsClips(http, apiKey), media);
      },
      pixabay: async () => {
        const { url, apiKey } = need(tools?.settings.pixabay, 'Pixabay');
        const { pixabayClips } = await import('./stock/pixabay.ts');
        const { http, media } = open('Pixabay', url);
        return stockClips(pixabayClips(http, apiKey), media);
      },
    },
    AVATAR: {
      'd-id': async () => {
        const cloud = need(tools?.settings['d-id'], 'D-ID');
        const { DIdAvatarProvider, SETTLED_MS } = await import('./d-id/d-id.avatar-provider.ts');
        const { http, media, polling } = open('D-ID', cloud.url);
        return new DIdAvatarProvider(http, cloud, media, { polling, settledMs: SETTLED_MS });
      },
    },
  };
}

function stockOpeners(tools: VendorTools | undefined): Readonly<Record<Stock, Opener<VisualProvider>>> {
  const open = async (title: string, url: string | undefined, source: (http: VendorHttp) => StockSource): Promise<VisualProvider> => {
    const { log, media } = need(tools, title);
    const { StockVisualProvider } = await import('./stock/stock.visual-provider.ts');
    return new StockVisualProvider(source(new VendorHttp(title, need(url, title), log)), media);
  };
  return {
    pexels: async () => {
      const { pexels } = await import('./stock/pexels.ts');
      return open('Pexels', tools?.settings.pexels.url, (http) => pexels(http, tools?.settings.pexels.apiKey));
    },
    pixabay: async () => {
      const { pixabay } = await import('./stock/pixabay.ts');
      return open('Pixabay', tools?.settings.pixabay.url, (http) => pixabay(http, tools?.settings.pixabay.apiKey));
    },
    openverse: async () => open('Openverse', tools?.settings.openverse?.url, (await import('./stock/openverse.ts')).openverse),
  };
}

async function stockClips(source: StockClipSource, media: Media): Promise<ClipProvider> {
  return new (await import('./stock/stock.clip-provider.ts')).StockClipProvider(source, media);
}

async function modelScripts(writer: ScriptWriter): Promise<ScriptProvider> {
  return new (await import('./script/model.script-provider.ts')).ModelScriptProvider(writer);
}

/** The setting of a provider. @throws Failure NOT_CONFIGURED when it is undefined */
function need<Setting>(setting: Setting | undefined, title: string): Setting {
  if (setting === undefined) throw notSetUp(title);
  return setting;
}
