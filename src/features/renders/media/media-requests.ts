import type { EntityManager } from '@mikro-orm/postgresql';
import { Complaints } from '../../../kernel/complaints.ts';
import { notConfigured } from '../../../kernel/errors.ts';
import { baseLanguage, LANGUAGES } from '../../../platform/catalogue/languages.ts';
import type { GivenOptions } from '../../../platform/catalogue/film/film-options.ts';
import { resolveOptions } from '../../../platform/catalogue/film/precedence.ts';
import type { Resolution } from '../../../platform/catalogue/sizes/resolutions.ts';
import type { AspectRatio } from '../../../platform/catalogue/sizes/shapes.ts';
import { NO_VOICE } from '../../../platform/catalogue/voices.ts';
import { isSpeakable } from '../../../platform/text/plain-text.ts';
import { textFault } from '../../../platform/text/text-fault.ts';
import type { AssetRow } from '../../assets/asset.entity.ts';
import { checkReadable, likelyLanguage } from '../request/readable.ts';
import { WHOSE, chosenProviders, pathOf } from '../request/video-request.ts';
import type { VideoRequests } from '../request/video-requests.ts';
import { MAX_RECORDING_MS, MAX_TEXT_LENGTH } from './media-task.ts';
import type { ImageTask, SpeechTask, TranscriptionTask } from './media-task.ts';

type Optional<T> = T | null | undefined;

export interface PictureRequest {
  readonly prompt: string;
  readonly resolution?: Optional<Resolution>;
  readonly aspectRatio?: Optional<AspectRatio>;
  readonly look?: Optional<string>;
  readonly provider?: Optional<string>;
  readonly presetId?: Optional<string>;
}

export interface SpokenTextRequest {
  readonly text: string;
  readonly language?: Optional<string>;
  readonly voice?: Optional<string>;
  readonly provider?: Optional<string>;
  readonly presetId?: Optional<string>;
}

interface Given {
  /** The field that holds the words, and the words. */
  readonly field: 'prompt' | 'text';
  readonly text: string;
  readonly kind: 'visual' | 'speech';
  readonly options: GivenOptions;
  readonly provider: Optional<string>;
  readonly presetId: Optional<string>;
}

/** The kind of provider that each type of job calls. */
export const KINDS = { IMAGE: 'VISUAL', SPEECH: 'SPEECH', CLIP: 'CLIP', AVATAR: 'AVATAR', TRANSCRIPTION: 'TRANSCRIPTION' } as const;
export type MediaKind = keyof typeof KINDS;

/** Completes requests of jobs that make one asset: options by the one rule of precedence, and the provider. */
export class MediaRequests {
  constructor(private readonly requests: VideoRequests) {}

  /** @throws ReelwrightError BAD_USER_INPUT naming every invalid field, NOT_FOUND for a preset that the workspace lacks */
  async picture(em: EntityManager, workspaceId: string, request: PictureRequest): Promise<ImageTask> {
    const { prompt, resolution, aspectRatio, look, provider, presetId } = request;
    const given = {
      field: 'prompt',
      text: prompt,
      kind: 'visual',
      options: { resolution, aspectRatio, look },
      provider,
      presetId,
    } as const;
    const { options, providers } = await this.#complete(em, workspaceId, given);
    return {
      ...{ prompt: prompt.trim(), language: options.language, look: options.look, resolution: options.resolution },
      ...{ aspectRatio: options.aspectRatio, provider: providers.visual },
    };
  }

  /** @throws ReelwrightError as `picture` */
  async speech(em: EntityManager, workspaceId: string, request: SpokenTextRequest): Promise<SpeechTask> {
    const { text, language, voice, provider, presetId } = request;
    const given = { field: 'text', text, kind: 'speech', options: { language, voice }, provider, presetId } as const;
    const complete = await this.#complete(em, workspaceId, given);
    return { script: text.trim(), language: complete.options.language, voice: complete.voice, provider: complete.providers.speech };
  }

  /** @throws ReelwrightError BAD_USER_INPUT for an asset without sound, NOT_CONFIGURED without a provider */
  async transcription(em: EntityManager, asset: AssetRow, language: Optional<string>): Promise<TranscriptionTask> {
    const complaints = new Complaints();
    checkRecording(asset, complaints);
    const name = language == null ? null : LANGUAGES.find(baseLanguage(language))?.name;
    if (name === undefined) complaints.add('input.language', `Not supported. Choose one of ${LANGUAGES.names.join(', ')}.`);
    complaints.throwIfAny();
    const provider = (await this.requests.choiceOf(em, asset.workspaceId)).preferred('TRANSCRIPTION');
    if (provider === undefined)
      throw notConfigured('No provider of this installation writes down what is said, or the one that does fails at the moment.', [
        'TRANSCRIPTION_URL',
      ]);
    return { assetId: asset.id, language: name ?? null, provider };
  }

  /** Plans a job that is about to call its provider; see `VideoRequests.planProbing`. */
  planProbing<Plan extends { readonly type: MediaKind; readonly input: { readonly provider: string } }>(
    em: EntityManager,
    workspaceId: string,
    plan: () => Promise<Plan>,
  ): Promise<Plan> {
    return this.requests.planProbing(em, workspaceId, plan, ({ type, input }) => [{ kind: KINDS[type], name: input.provider }]);
  }

  async #complete(em: EntityManager, workspaceId: string, { field, text, kind, options: asked, provider, presetId }: Given) {
    const complaints = new Complaints();
    const fault = textFault(text, { max: MAX_TEXT_LENGTH, lines: true });
    if (fault !== undefined) complaints.add(`input.${field}`, fault);
    const words = { prompt: text, script: null };
    const layers = await this.requests.layersOfProject(em, workspaceId, { chosen: presetId, templateId: null, presetId: null });
    const { options, origins, faults } = resolveOptions([{ source: 'REQUEST', options: asked }, ...layers], () => likelyLanguage(words));
    for (const { option, source, message } of faults)
      complaints.add(pathOf(source, option), source === 'REQUEST' ? message : `${option} of ${WHOSE[source]}: ${message}`);
    if (kind === 'speech') checkSpeech(text, options, complaints);
    complaints.throwIfAny();
    const order = provider == null ? options.providerOrder : [provider];
    const choice = await this.requests.choiceOf(em, workspaceId);
    const chosen = chosenProviders(choice, { ...options, providerOrder: order }, origins);
    if (provider != null && chosen.providers[kind] !== provider)
      complaints.add(
        'input.provider',
        `This is made by ${chosen.providers[kind]}: the provider is not on, fails at the moment, or lacks the voice.`,
      );
    complaints.throwIfAny();
    return { options, ...chosen };
  }
}

function checkSpeech(
  text: string,
  { language, voice }: { readonly language: string; readonly voice: string },
  complaints: Complaints,
): void {
  if (voice === NO_VOICE) complaints.add('input.voice', 'Must be a voice that speaks, one of voices(language).');
  if (isSpeakable(text)) checkReadable({ prompt: text, script: null }, language, 'input.language', complaints);
  else complaints.add('input.text', 'Contains no word that can be spoken.');
}

function checkRecording({ kind, status, codecs, durationMs }: AssetRow, complaints: Complaints): void {
  const path = 'input.assetId';
  if (kind !== 'AUDIO' && kind !== 'VIDEO') complaints.add(path, `Must be an asset of the kind AUDIO or VIDEO; this is ${kind}.`);
  else if (status !== 'READY') complaints.add(path, `Must be READY; this asset is ${status}.`);
  else if (kind === 'VIDEO' && codecs.length < 2) complaints.add(path, 'The film has no sound.');
  else if ((durationMs ?? 0) > MAX_RECORDING_MS) complaints.add(path, `Must have at most ${MAX_RECORDING_MS} milliseconds.`);
}
